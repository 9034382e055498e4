import type { LibraryEntry, LibraryItem, PackPreview, PresetValues, ReplayEffect } from "@aperture/sdk";

export const sampleEntry = (fields: Partial<LibraryEntry> = {}): LibraryEntry => ({
  kind: "preset",
  name: "calm",
  title: "Calm",
  description: "For long days.",
  version: "1.0.0",
  author: null,
  keywords: [],
  source: "starter",
  path: null,
  signer: null,
  trouble: null,
  warnings: [],
  isDefault: false,
  sessions: [],
  effect: null,
  ...fields,
});

export const sampleValues = (fields: Partial<PresetValues> = {}): PresetValues => ({
  pipeline: {},
  zones: {},
  budget: {},
  rules: [],
  staging: [],
  plugins: {},
  ...fields,
});

export const sampleLibraryItem = (fields: Partial<LibraryItem> = {}): LibraryItem => ({
  ...sampleEntry(),
  text: "kind: preset\nname: calm\n",
  etag: "etag-1",
  value: null,
  resolved: null,
  missing: [],
  ...fields,
});

export const sampleEffect = (fields: Partial<ReplayEffect> = {}): ReplayEffect => ({
  sessions: ["session-1"],
  requests: 20,
  before: { promptTokens: 100_000, bill: 40_000, usd: 0.12 },
  after: { promptTokens: 80_000, bill: 30_000, usd: 0.09 },
  billChange: -0.25,
  tokenChange: -0.2,
  blocks: [],
  changedBlocks: 0,
  invalid: 0,
  p50: null,
  estimated: true,
  basis: "1 session, 20 requests",
  ...fields,
});

export const samplePack = (fields: Partial<PackPreview> = {}): PackPreview => ({
  signer: { fingerprint: "ed25519:0011", publisher: "team", status: "known" },
  note: "",
  createdAt: "2026-01-01T00:00:00.000Z",
  integrity: "sha512-of-the-pack",
  items: [{ kind: "preset", name: "calm", version: "1.0.0", state: "new", diff: "", text: "kind: preset\n", says: [] }],
  missing: [],
  imported: false,
  ...fields,
});
