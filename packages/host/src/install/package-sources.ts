import type { AddRegistry, LibraryKind, PluginSearch, Provenance, Registry, Signer } from "@aperture/sdk";
import type { ReadPackage } from "../load/read-package.ts";

/** A package that was found, fetched and verified: nothing of it is kept yet. */
export interface ResolvedPackage {
  readonly found: ReadPackage;
  readonly provenance: Provenance;
  /** Whose key signed it, or null where nobody signed. */
  readonly signer: Signer | null;
  /** What its publisher says is new in this version. */
  readonly changelog: string | null;
  /** What somebody should know before consenting: nobody signed it, its name is close to another one. */
  readonly warnings: readonly string[];
}

/** A preset, rule or template of a registry: one YAML file, verified like a plugin. */
export interface ResolvedItem {
  readonly kind: LibraryKind;
  readonly name: string;
  readonly version: string;
  /** The YAML as it was published; whoever keeps it checks it against the schema of its kind. */
  readonly text: string;
  readonly provenance: Provenance;
  readonly signer: Signer;
  readonly changelog: string | null;
}

/** A version that is newer than the installed one. */
export interface ResolvedVersion {
  readonly version: string;
  readonly publishedAt: string | null;
  readonly changelog: string | null;
  /** What `resolve` is to be asked for to get exactly this one. */
  readonly spec: string;
  /** Where it is asked for, as `resolve` takes it; null where the spec says it all. */
  readonly registry: string | null;
}

export interface ResolveOptions {
  /** Name or address of the registry that is asked alone. */
  readonly registry?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What is being done, in words: `reading the metadata of bundled`. */
  readonly progress?: ((says: string) => void) | undefined;
}

/**
 * Where packages come from. What is answered is verified completely; what fails leaves no trace on disk. Throws `plugin_source_unknown`,
 * `plugin_unavailable`, `plugin_source_failed`, `plugin_verification_failed`, and what a package itself is refused for.
 */
export interface PackageSources {
  resolve(spec: string, options?: ResolveOptions): Promise<ResolvedPackage>;
  /** A folder or archive on this machine, or the bytes of an archive. Who may name it may name anything, but for what nobody tells apart. */
  local(source: { readonly path: string } | { readonly archive: Uint8Array }): Promise<ResolvedPackage>;
  /** `range`: such as `^1`; absent: the newest. */
  item(
    kind: LibraryKind,
    name: string,
    options?: ResolveOptions & { readonly range?: string | undefined },
  ): Promise<ResolvedItem>;
  /** The newest version that satisfies what was asked for at installation, or null where none is newer. */
  newest(provenance: Provenance, installed: string, signal?: AbortSignal): Promise<ResolvedVersion | null>;
  search(query: string, registry?: string, signal?: AbortSignal): Promise<PluginSearch>;
  registries(): Registry[];
  /** Asks it for its root first: a registry that cannot be verified is not added. */
  add(registry: AddRegistry, signal?: AbortSignal): Promise<Registry>;
  remove(name: string): void;
  /** Why the registry that a version came from took it back, as far as is known without asking; null where it did not. Others have no say in it. */
  revoked(name: string, version: string, from: Pick<Provenance, "kind" | "from">): string | null;
}
