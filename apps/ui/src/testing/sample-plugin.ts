import type { PluginInfo, PluginInspection, PluginManifest, PluginUpdate, Provenance } from "@aperture/sdk";

export const sampleManifest = (fields: Partial<PluginManifest> = {}): PluginManifest => ({
  name: "short-results",
  version: "1.2.0",
  apiVersion: 1,
  description: "Keeps tool results short.",
  keywords: [],
  runtime: "js",
  entry: "index.js",
  stages: [],
  permissions: {},
  ...fields,
});

export const sampleProvenance = (fields: Partial<Provenance> = {}): Provenance => ({
  spec: "short-results",
  kind: "bundled",
  from: "bundled",
  resolved: null,
  archive: null,
  publisher: null,
  publisherName: null,
  publishedAt: null,
  ...fields,
});

const capability = { means: "", granted: true, narrowedIn: [], used: false };

/** An installed plugin that runs: one capability is used and taken away in `/shop`, one was not granted. */
export const samplePlugin = (fields: Partial<PluginInfo> = {}): PluginInfo => ({
  id: "short-results",
  manifest: sampleManifest(),
  state: "running",
  trouble: null,
  strikes: 0,
  source: "folder",
  provenance: sampleProvenance(),
  pinned: false,
  previous: null,
  trusted: false,
  capabilities: [
    { ...capability, capability: "blocks.read:content", used: true, narrowedIn: ["/shop"] },
    { ...capability, capability: "panel" },
    { ...capability, capability: "net:localhost:9091", granted: false },
  ],
  config: {},
  settings: {},
  stages: [],
  unhandled: [],
  lost: false,
  warnings: [],
  memory: null,
  effect: { tokensSaved: 0, tokensAdded: 0, applied: 0, pending: 0 },
  installedAt: "2026-01-01T00:00:00.000Z",
  ...fields,
});

export const sampleInspection = (fields: Partial<PluginInspection> = {}): PluginInspection => ({
  manifest: sampleManifest(),
  integrity: "sha512-of-what-was-shown",
  capabilities: [
    { capability: "blocks.read:content", means: "read the conversation", isNew: true },
    { capability: "panel", means: "show a panel", isNew: false },
  ],
  installed: null,
  bytes: 1_000,
  files: 3,
  warnings: [],
  provenance: sampleProvenance(),
  signer: null,
  diff: null,
  ...fields,
});

/** An update that asks for nothing more. */
export const sampleUpdate = (fields: Partial<PluginUpdate> = {}): PluginUpdate => ({
  plugin: "short-results",
  installed: "1.2.0",
  version: "1.3.0",
  integrity: "sha512-new",
  spec: null,
  phase: "available",
  reason: null,
  publishedAt: null,
  coolsUntil: null,
  changelog: null,
  diff: { added: [], removed: [], stages: [], hosts: [], runtime: null, publisher: null, widens: false },
  proof: null,
  shadow: null,
  watch: null,
  at: "2026-01-01T00:00:00.000Z",
  ...fields,
});
