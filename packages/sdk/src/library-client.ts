import type {
  AppliedLibraryItem,
  ApplyLibraryItem,
  CompareLibrary,
  ExportedPack,
  ExportPack,
  ImportPack,
  InstallLibraryItem,
  LibraryComparison,
  LibraryItem,
  LibraryList,
  LibraryQuery,
  LibrarySchemaKind,
  PackPreview,
  Projects,
  ProjectTrust,
  RemovedLibraryItem,
  ReplayLibraryItem,
  SessionLibrary,
  TrustProject,
  WriteLibraryItem,
} from "./api/library.ts";
import type { Call } from "./control-client.ts";
import type { ReplayEffect } from "./library/effect.ts";
import type { LibraryKind } from "./library/library-kind.ts";

const at = (kind: LibraryKind, name: string, rest = ""): string =>
  `/library/${kind}/${encodeURIComponent(name)}${rest}`;

/**
 * Presets, rules and templates over HTTP, `ApertureClient.library`: as files, in force, replayed, shared; and the folders whose own are trusted.
 * What is kept on disk, or counts for every session, takes the token. Each throws `ApiError` when the API refuses.
 */
export class LibraryClient {
  readonly #call: Call;
  constructor(call: Call) {
    this.#call = call;
  }
  #get = <T>(path: string, query: Parameters<Call>[2] = {}): Promise<T> => this.#call("GET", path, query);
  #post = <T>(path: string, body: unknown): Promise<T> => this.#call("POST", path, {}, body);

  list = (query: LibraryQuery = {}): Promise<LibraryList> => this.#get("/library", { ...query });
  /** `project`: with what that trusted folder brings. */
  get = (kind: LibraryKind, name: string, project?: string): Promise<LibraryItem> =>
    this.#get(at(kind, name), { project });
  /** The whole file. With `etag`, another one there than was read is refused. */
  write = (kind: LibraryKind, name: string, file: WriteLibraryItem): Promise<LibraryItem> =>
    this.#call("PUT", at(kind, name), {}, file);
  /** Rejects `library_in_use` where sessions or the default have it, without `force`. */
  remove = (kind: LibraryKind, name: string, how: { readonly force?: boolean } = {}): Promise<RemovedLibraryItem> =>
    this.#call("DELETE", at(kind, name), how.force ? { force: "true" } : {});
  /** JSON Schema of what stands in such a file; `profile`: of `.aperture.yml`. */
  schema = (kind: LibrarySchemaKind): Promise<Record<string, unknown>> => this.#get(`/library/schema/${kind}`);

  apply = (kind: LibraryKind, name: string, how: ApplyLibraryItem = {}): Promise<AppliedLibraryItem> =>
    this.#post(at(kind, name, "/apply"), how);
  /** What counts in a session (id or label), and why. */
  inSession = (session: string): Promise<SessionLibrary> =>
    this.#get(`/sessions/${encodeURIComponent(session)}/library`);
  compare = (sides: CompareLibrary): Promise<LibraryComparison> => this.#post("/library/compare", sides);
  /** What it would have done to recorded requests; nothing is changed. */
  replay = (what: ReplayLibraryItem, signal?: AbortSignal): Promise<ReplayEffect> =>
    this.#call("POST", "/library/replay", {}, what, signal);

  export = (what: ExportPack): Promise<ExportedPack> => this.#post("/library/export", what);
  /** With `dryRun`, what it would bring: who signed it, and how it differs from what is there. */
  import = (pack: ImportPack): Promise<PackPreview> => this.#post("/library/import", pack);
  /** From a registry: verified, then as an import. */
  install = (item: InstallLibraryItem, signal?: AbortSignal): Promise<PackPreview> =>
    this.#call("POST", "/library/install", {}, item, signal);

  projects = (): Promise<Projects> => this.#get("/projects");
  /** What trusting a folder would let count. */
  lookAtProject = (folder: string): Promise<ProjectTrust> => this.#get("/projects/look", { folder });
  trust = (project: TrustProject): Promise<ProjectTrust> => this.#post("/projects/trust", project);
}
