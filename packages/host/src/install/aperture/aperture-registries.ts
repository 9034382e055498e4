import { ApertureError } from "@aperture/sdk";
import { BUNDLED, type RegistryList } from "../registry-list.ts";
import type { ReadRemote, RemoteLimits } from "../remote/read-remote.ts";
import { readRevoked } from "./fetch-package.ts";
import { keptMetadataFile, readKeptMetadata, writeKeptMetadata } from "./kept-metadata.ts";
import { type OpenRegistry, openRegistry } from "./open-registry.ts";
import { readIndex } from "./read-index.ts";
import type { IndexEntry } from "./registry-files.ts";

/** A registry with signed metadata. */
export interface ApertureRegistry {
  readonly name: string;
  readonly base: string;
  readonly pin: string;
}

export interface RegistriesParts {
  readonly home: string;
  readonly list: RegistryList;
  readonly read: ReadRemote;
  readonly limits: RemoteLimits;
}

/** Opens registries, and keeps of each what tells next time that somebody rolls it back. */
export class ApertureRegistries {
  readonly #parts: RegistriesParts;

  constructor(parts: RegistriesParts) {
    this.#parts = parts;
  }

  /** The bundled one first. */
  all(): ApertureRegistry[] {
    return this.#parts.list
      .all()
      .flatMap(({ name, url, kind, root }) =>
        kind === "npm" || root === null ? [] : [{ name, base: url, pin: root }],
      );
  }

  /**
   * Works on a registry whose metadata holds. Its newer metadata is kept when `work` is done, and only then: what fails leaves nothing behind.
   */
  async use<T>(registry: ApertureRegistry, work: (open: OpenRegistry) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { home, list, read, limits } = this.#parts;
    const file = keptMetadataFile(home, registry.name);
    const seen = registry.name === BUNDLED ? {} : (readKeptMetadata(file, registry.pin)?.files ?? {});
    let open: OpenRegistry | null = null;
    try {
      open = await openRegistry({ ...registry, seen, read, limits, signal });
      const revoked = await readRevoked(open);
      const done = await work(open);
      // The bundled one changes with the release alone, and its root is pinned there: nothing of it can be rolled back.
      if (registry.name !== BUNDLED)
        writeKeptMetadata(file, { format: 1, pin: registry.pin, files: open.seen(), revoked });
      list.note(registry.name, null);
      return done;
    } catch (error) {
      if (ApertureError.is(error) && error.code === "plugin_source_failed") list.note(registry.name, error.message);
      throw error;
    } finally {
      open?.close();
    }
  }

  /** What is asked: one registry by its name or address, or all, the bundled one first. Throws `plugin_source_unknown`. */
  named(registry: string | undefined): ApertureRegistry[] {
    const all = this.all();
    const unbuilt = this.#parts.list.all().find(({ kind, root }) => kind === "bundled" && root === null);
    // What it has is not looked for elsewhere.
    if (unbuilt && (registry === undefined || registry === unbuilt.name))
      throw new ApertureError("plugin_source_failed", { registry: unbuilt.name, reason: unbuilt.trouble ?? "" });
    if (registry === undefined) return all;
    const found = all.filter(({ name, base }) => name === registry || sameAddress(base, registry));
    if (found.length > 0) return found;
    const known = all.map(({ name }) => name).join(", ") || "none";
    throw new ApertureError("plugin_source_unknown", {
      spec: registry.slice(0, 200),
      reason: `no registry of this name or address is known (${known}); \`aperture plugin registry add\` adds one with the hash of its root`,
    });
  }

  /** Names of what a registry has of a kind; none where that cannot be told. */
  async namesIn(registry: ApertureRegistry, kind: IndexEntry["kind"], signal?: AbortSignal): Promise<string[]> {
    const index = await this.use(registry, readIndex, signal).catch(() => []);
    return index.flatMap((entry) => (entry.kind === kind ? [entry.name] : []));
  }
}

const sameAddress = (left: string, right: string): boolean => left.replace(/\/+$/, "") === right.replace(/\/+$/, "");
