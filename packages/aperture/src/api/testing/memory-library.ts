import {
  ApertureError,
  type AppliedLibraryItem,
  type LibraryEntry,
  type LibraryItem,
  type LibraryKind,
  type PackPreview,
  type ProjectTrust,
  type ReplayEffect,
  type SessionLibrary,
  type YamlProblem,
} from "@aperture/sdk";
import type { LibraryManagement } from "../library-services.ts";

/** A library without files: what routes ask of it, and answers as the contract says. */
export interface MemoryLibrary extends LibraryManagement {
  readonly items: Map<string, LibraryItem>;
  /** Every call that does something, as `write preset calm`. */
  readonly calls: string[];
  readonly folders: ProjectTrust[];
  /** What the next write is refused for. */
  problems: YamlProblem[];
  /** Asks the replay to wait until it is given up. */
  isSlow: boolean;
  add(kind: LibraryKind, name: string, fields?: Partial<LibraryItem>): LibraryItem;
}

export function createMemoryLibrary(): MemoryLibrary {
  const items = new Map<string, LibraryItem>();
  const calls: string[] = [];
  const find = (kind: LibraryKind, name: string): LibraryItem => {
    const item = items.get(`${kind} ${name}`);
    if (!item) throw new ApertureError("library_not_found", { kind, name, nearest: "" });
    return item;
  };
  const library: MemoryLibrary = {
    items,
    calls,
    folders: [],
    problems: [],
    isSlow: false,
    add(kind, name, fields = {}) {
      const item = { ...itemOf(kind, name), ...fields };
      items.set(`${kind} ${name}`, item);
      return item;
    },
    files: {
      list: ({ kind }) => [...items.values()].filter((item) => kind === undefined || item.kind === kind),
      get(kind, name, project) {
        calls.push(`get ${kind} ${name} ${project ?? "-"}`);
        return find(kind, name);
      },
      write(kind, name, text, { etag } = {}) {
        calls.push(`write ${kind} ${name} ${etag ?? "-"}`);
        const [first] = library.problems;
        if (first) {
          const { file, line, column, reason } = first;
          throw new ApertureError("library_invalid", { file, line, column, reason }, { cause: library.problems });
        }
        if (etag !== undefined && items.get(`${kind} ${name}`)?.etag !== etag)
          throw new ApertureError("library_changed", { kind, name });
        return library.add(kind, name, { text, etag: `etag-${text.length}` });
      },
      check(kind, name, text, { etag } = {}) {
        calls.push(`check ${kind} ${name} ${etag ?? "-"}`);
        return { ...itemOf(kind, name), text, trouble: library.problems[0] ?? null, problems: library.problems };
      },
      remove(kind, name) {
        find(kind, name);
        calls.push(`remove ${kind} ${name}`);
      },
      project: (folder) => library.folders.find((each) => each.folder === folder) ?? trustOf(folder, { state: "none" }),
      projects: () => library.folders,
      trust(folder, trusted, digest) {
        calls.push(`trust ${folder} ${trusted} ${digest ?? "-"}`);
        return trustOf(folder, { state: trusted ? "trusted" : "untrusted" });
      },
    },
    use: {
      async apply(kind, name, input, { token }) {
        const { text } = find(kind, name);
        if (text.includes("plugins:") && input.plugins !== false && !token) throw new ApertureError("token_required");
        calls.push(`apply ${kind} ${name} ${JSON.stringify(input)} ${token ? "with" : "without"} token`);
        return appliedOf(kind, name, {
          dryRun: input.dryRun === true,
          where: input.everywhere ? "everywhere" : "session-1",
        });
      },
      inSession: (sessionId) => ({ ...nothingInForce, sessionId, preset: "calm" }),
      compare: (left, right) => ({
        rows: [{ path: "mode", left: left.name, right: right.name, leftFrom: "preset:a", rightFrom: null }],
      }),
    },
    packs: {
      export: async ({ items: refs }) => ({
        pack: "QUJD",
        filename: `${refs[0]?.name}.aperture-pack`,
        fingerprint: `ed25519:${"a".repeat(64)}`,
        items: [],
        added: [],
      }),
      async import({ dryRun }) {
        calls.push(`import ${dryRun ? "dry" : "for good"}`);
        return previewOf({ imported: dryRun !== true });
      },
    },
    async install({ kind, name, dryRun }) {
      calls.push(`install ${kind} ${name}`);
      return previewOf({ imported: dryRun !== true });
    },
    replayer: {
      async effectOf(input, signal) {
        calls.push(`replay ${input.item?.name ?? "text"}`);
        if (library.isSlow) await aborted(signal);
        return effectOf();
      },
    },
  };
  return library;

  /** Ends as work does that is told to give up. */
  async function aborted(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
    calls.push("given up");
    signal?.throwIfAborted();
  }
}

export const entryOf = (kind: LibraryKind, name: string): LibraryEntry => ({
  kind,
  name,
  title: name,
  description: "",
  version: "1.0.0",
  author: null,
  keywords: [],
  source: "user",
  path: `/home/me/${kind}s/${name}.yml`,
  signer: null,
  trouble: null,
  warnings: [],
  isDefault: false,
  sessions: [],
  effect: null,
});

export const itemOf = (kind: LibraryKind, name: string): LibraryItem => ({
  ...entryOf(kind, name),
  text: `kind: ${kind}\nname: ${name}\n`,
  etag: "etag-1",
  value: null,
  resolved: null,
  missing: [],
});

export const appliedOf = (
  kind: LibraryKind,
  name: string,
  fields: Partial<AppliedLibraryItem> = {},
): AppliedLibraryItem => ({
  kind,
  name,
  where: "session-1",
  dryRun: false,
  changes: [{ path: "mode", before: "manual", after: "auto" }],
  plugins: [],
  missing: [],
  ...fields,
});

export const trustOf = (folder: string, fields: Partial<ProjectTrust> = {}): ProjectTrust => ({
  folder,
  state: "untrusted",
  digest: "digest-1",
  files: [".aperture.yml"],
  profile: null,
  trouble: null,
  says: ["begins with the preset calm"],
  ...fields,
});

export const previewOf = (fields: Partial<PackPreview> = {}): PackPreview => ({
  signer: { fingerprint: `ed25519:${"b".repeat(64)}`, publisher: "Somebody", status: "new" },
  note: "",
  createdAt: "2026-01-02T03:04:05.000Z",
  integrity: "sha512-of-the-pack",
  items: [
    {
      kind: "preset",
      name: "calm",
      version: "1.0.0",
      state: "new",
      diff: "",
      text: "",
      says: ["sets the mode to auto"],
    },
  ],
  missing: [],
  imported: false,
  ...fields,
});

export const effectOf = (fields: Partial<ReplayEffect> = {}): ReplayEffect => ({
  sessions: ["session-1"],
  requests: 3,
  before: { promptTokens: 1_000, bill: 800, usd: null },
  after: { promptTokens: 900, bill: 700, usd: null },
  billChange: -0.125,
  tokenChange: -0.1,
  blocks: [],
  changedBlocks: 0,
  invalid: 0,
  p50: 0.2,
  estimated: true,
  basis: "Estimated by the provider's cache rules.",
  ...fields,
});

const nothingInForce: Omit<SessionLibrary, "sessionId"> = {
  preset: null,
  template: null,
  rules: [],
  project: null,
  projectState: "none",
  values: { pipeline: {}, zones: {}, budget: {}, rules: [], staging: [], plugins: {} },
  origins: {},
  missing: [],
  notices: [],
};
