import type { CompiledRules } from "@aperture/engine/rules/compiled-rule";
import type { CompiledTemplate } from "@aperture/engine/templates/compile-template";
import type {
  InlineRule,
  LibraryEntry,
  LibraryItem,
  LibraryKind,
  LibraryQuery,
  PresetValues,
  ProjectTrust,
  ResolvedPreset,
  Template,
} from "@aperture/sdk";
import type { ItemOrigin } from "./files/origins.ts";
import type { FileToWrite } from "./files/write-together.ts";

/**
 * Presets, rules and templates as files: what ships, what the user wrote or imported, and what trusted projects bring. A project's own wins over
 * the user's, the user's over what ships. All synchronous, from memory after the first look; files that changed are seen by the next look.
 */
export interface Library {
  list(query: LibraryQuery): LibraryEntry[];
  /** What a name may have meant. Asks no session what it uses, as `list` does: a profile that is being made may ask this alone. */
  names(kind: LibraryKind, project?: string | null): string[];
  /** Throws `library_not_found` (with the nearest name, and the command that would bring it). An item in trouble is told, not thrown. */
  get(kind: LibraryKind, name: string, project?: string | null): LibraryItem;
  /** Throws `library_invalid` with every problem (`YamlProblem[]`) as its `cause`, `library_changed` where `etag` is another one. */
  write(kind: LibraryKind, name: string, text: string, options?: { etag?: string | undefined }): LibraryItem;
  /** What `write` would make of it, with `problems`: those are told, not thrown. Nothing is written. Throws `library_changed` as `write` does. */
  check(kind: LibraryKind, name: string, text: string, options?: { etag?: string | undefined }): LibraryItem;
  /**
   * What a pack or a registry brought: all of it or none, also when the process is killed meanwhile; what is there is replaced. Every item is
   * read first. Throws `library_invalid`.
   */
  writeImported(items: readonly FileToWrite[], origin: ItemOrigin): void;
  /** Only the user's own; what ships or belongs to a project throws `library_not_yours`. */
  remove(kind: LibraryKind, name: string): void;
  /** A preset with all that it extends. Throws `library_not_found`, `library_invalid`, `preset_cycle` (names the members). */
  resolve(name: string, project?: string | null): ResolvedPreset;
  /** A valid rule or template; throws as `get`, and `library_invalid`. */
  rule(name: string, project?: string | null): InlineRule;
  template(name: string, project?: string | null): Template;
  /** A folder's profile and whether it counts. */
  project(folder: string): ProjectTrust;
  projects(): ProjectTrust[];
  /** Throws `project_changed` where `digest` is not what is there now. */
  trust(folder: string, trusted: boolean, digest?: string): ProjectTrust;
  /** Told when a file of it, or a trust, is another now: whoever keeps what was made of it forgets that. Returns the function that ends it. */
  subscribe(listener: () => void): () => void;
  close(): Promise<void>;
}

/** What counts in a session before anybody says otherwise for it alone. Kept until the library or the session's settings change. */
export interface SessionProfile {
  /** Its preset (with all that it extends), project and configuration in one. */
  readonly values: PresetValues;
  /** Made of `values.rules` and the template; the same objects for as long as they stay as they are. Null: none. */
  readonly compiledRules: CompiledRules | null;
  readonly compiledTemplate: CompiledTemplate | null;
  readonly origins: Readonly<Record<string, string>>;
  /** `preset`, `template` by name; `rules` that were applied one by one. */
  readonly preset: string | null;
  readonly templateName: string | null;
  readonly rules: readonly string[];
  readonly missing: ResolvedPreset["missing"];
  /** Its requests have to be understood before they leave: rules, a template, things to stage, a mode or budget that acts. */
  readonly isDemanding: boolean;
}

/** For the request path: from memory, and nothing of it throws. */
export interface SessionProfiles {
  of(session: number): SessionProfile;
  /** Of a conversation that is not known yet, by the path tag of `aperture run` (null: none). */
  ofNew(tag: string | null): SessionProfile;
  /** True where any session may have a demanding one that is not its own: by configuration. */
  readonly demandsEverywhere: boolean;
  /** After something was applied to it. */
  forget(session: number): void;
}
