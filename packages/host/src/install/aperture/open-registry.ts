import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { Updater } from "tuf-js";
import type { ReadRemote, RemoteLimits } from "../remote/read-remote.ts";
import { SourceTrouble } from "../remote/source-trouble.ts";
import { workFolder } from "../work-folder.ts";
import { MOST_ROOTS, mostBytes } from "./metadata-limits.ts";
import { metadataTrouble } from "./metadata-trouble.ts";
import { pinnedRoot } from "./pinned-root.ts";
import { readTarget } from "./read-target.ts";
import { METADATA_BASE, RemoteFetcher } from "./remote-fetcher.ts";
import { Unverified } from "./unverified.ts";

export interface RegistryParts {
  /** As errors call it. */
  readonly name: string;
  /** Folder or http(s) address. */
  readonly base: string;
  /** SHA-256 of the root metadata, 64 hexadecimal digits. */
  readonly pin: string;
  /** Metadata that was seen before, file name → text; empty at first. */
  readonly seen: Readonly<Record<string, string>>;
  readonly read: ReadRemote;
  readonly limits: RemoteLimits;
  readonly signal: AbortSignal | undefined;
}

/** A registry whose metadata was followed from its pinned root and holds now. */
export interface OpenRegistry {
  /** Bytes of a file that the metadata names, verified; null where it names none. Throws `plugin_source_failed`, `plugin_verification_failed`. */
  read(path: string): Promise<Uint8Array | null>;
  /** The metadata as it is to be kept, and seen again next time. */
  seen(): Record<string, string>;
  close(): void;
}

/** Follows a registry's metadata from its pinned root. Throws `plugin_source_failed`, `plugin_verification_failed`. */
export async function openRegistry(parts: RegistryParts): Promise<OpenRegistry> {
  // The client writes as it goes, and may stop anywhere: it works on a copy, of which only what was wholly right is kept.
  const { path: work, remove: close } = workFolder("registry");
  const fetcher = new RemoteFetcher(parts);
  const guarded = <T>(task: () => Promise<T>): Promise<T> => toldAs(parts, fetcher, task);
  try {
    const updater = await guarded(() => follow(work, parts, fetcher));
    return {
      read: async (path) => {
        const target = await guarded(() => updater.getTargetInfo(path));
        // The client looks names up in a plain object: `__proto__` finds something there.
        return target?.path === path ? guarded(() => readTarget(target, parts, isConsistent(work))) : null;
      },
      seen: () => seenIn(work),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function follow(work: string, parts: RegistryParts, fetcher: RemoteFetcher): Promise<Updater> {
  for (const [name, text] of Object.entries(parts.seen)) writeFileSync(join(work, name), text, { mode: 0o600 });
  if (!Object.hasOwn(parts.seen, "root.json")) writeFileSync(join(work, "root.json"), await pinnedRoot(parts));
  const updater = new Updater({
    metadataDir: work,
    metadataBaseUrl: METADATA_BASE,
    fetcher,
    config: {
      maxRootRotations: MOST_ROOTS,
      maxDelegations: 8,
      rootMaxLength: mostBytes.root,
      timestampMaxLength: mostBytes.timestamp,
      snapshotMaxLength: mostBytes.metadata,
      targetsMaxLength: mostBytes.metadata,
    },
  });
  await updater.refresh();
  return updater;
}

function isConsistent(work: string): boolean {
  const root = JSON.parse(readFileSync(join(work, "root.json"), "utf8")) as { signed: Record<string, unknown> };
  return root.signed.consistent_snapshot === true;
}

function seenIn(work: string): Record<string, string> {
  const names = readdirSync(work).filter((name) => name.endsWith(".json"));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(work, name), "utf8")]));
}

async function toldAs<T>(parts: RegistryParts, fetcher: RemoteFetcher, task: () => Promise<T>): Promise<T> {
  fetcher.trouble = null;
  try {
    return await task();
  } catch (error) {
    if (parts.signal?.aborted) throw parts.signal.reason;
    // The client may have wrapped what the network did into an error of its own.
    const trouble = error instanceof SourceTrouble ? error : fetcher.trouble;
    if (trouble)
      throw new ApertureError(
        "plugin_source_failed",
        { registry: parts.name, reason: trouble.message },
        { cause: error },
      );
    const reason = error instanceof Unverified ? error.message : metadataTrouble(error);
    throw new ApertureError("plugin_verification_failed", { name: parts.name, reason }, { cause: error });
  }
}
