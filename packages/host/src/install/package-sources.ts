import type { AddRegistry, PluginSearch, Provenance, Registry, Signer } from "@aperture/sdk";
import type { ReadPackage } from "../load/read-package.ts";

/** A package of somebody's, verified completely and still in memory: nothing of it is on the disk. */
export interface ResolvedPackage {
  readonly found: ReadPackage;
  readonly provenance: Provenance;
  /** Null where nobody signed it. */
  readonly signer: Signer | null;
  /** What its author says is new, as its CHANGELOG has it; null: nothing. */
  readonly changelog: string | null;
}

/** A version that could be had. */
export interface ResolvedVersion {
  readonly version: string;
  /** Names exactly this version for `resolve`. */
  readonly spec: string;
  /** Name or address of the registry that has it; null where the spec says all. */
  readonly registry: string | null;
  /** ISO 8601, by the registry's metadata; null where it does not say. */
  readonly publishedAt: string | null;
}

export interface ResolveOptions {
  /** A registry's name or address; default: those that are known, the bundled one first. */
  readonly registry?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What is being done now, one short line each. */
  readonly progress?: ((what: string) => void) | undefined;
}

/** Where plugins come from: registries, npm, git, archives, folders. Errors are those of docs/errors/plugins.md. */
export interface PackageSources {
  /** Throws `plugin_source_unknown`, `plugin_unavailable`, `plugin_source_failed`, `plugin_verification_failed`, and as `readPackage` does. */
  resolve(spec: string, options?: ResolveOptions): Promise<ResolvedPackage>;
  /** The newest version that satisfies what was asked for once; null where there is none newer than `installed`, or nobody to ask. */
  newest(provenance: Provenance, installed: string, signal?: AbortSignal): Promise<ResolvedVersion | null>;
  search(words: string, registry?: string): Promise<PluginSearch>;
  registries(): Registry[];
  add(registry: AddRegistry): Registry | Promise<Registry>;
  remove(name: string): void;
  /** Why a version must not be run any more, or null: by metadata that is there already, nobody is asked. */
  revoked(name: string, version: string): string | null;
}
