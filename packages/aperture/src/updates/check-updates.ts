import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { PackageSources } from "@aperture/host/install/package-sources";
import { ApertureError, type PluginUpdates, type UpdatePolicy } from "@aperture/sdk";
import { gt } from "semver";
import { coolsBySafeUntil, coolsUntil } from "./cooldown.ts";
import { hasSource, packageOfUpdate } from "./package-of-update.ts";
import { isUnderWay } from "./phases.ts";
import { foundUpdate, wideningInWords, YOUNG } from "./run-update.ts";
import type { UpdateBook } from "./update-book.ts";
import { checkUpdate, maySafely } from "./update-gates.ts";

export interface CheckParts {
  readonly host: Pick<PluginHost, "list" | "info" | "record" | "diff">;
  readonly sources: Pick<PackageSources, "resolve" | "newest" | "revoked">;
  readonly book: UpdateBook;
  readonly now: () => number;
  readonly policy: () => UpdatePolicy;
  /** The version that is installed was withdrawn. */
  readonly revoked: (plugin: string, reason: string) => void;
}

/** Asks the sources of every plugin that has one. What could not be asked is told, and hinders nobody else. */
export async function checkUpdates(parts: CheckParts, signal: AbortSignal): Promise<PluginUpdates["troubles"]> {
  const troubles: PluginUpdates["troubles"] = [];
  for (const { id, lost } of parts.host.list()) {
    signal.throwIfAborted();
    if (lost || !hasSource(parts.host.record(id).provenance)) continue;
    try {
      await checkPlugin(parts, id, signal);
    } catch (error) {
      signal.throwIfAborted();
      troubles.push({ plugin: id, reason: error instanceof Error ? error.message : String(error) });
    }
    const withdrawn = withdrawnNow(parts, id);
    if (withdrawn === null) continue;
    troubles.push({ plugin: id, reason: withdrawn });
    parts.revoked(id, withdrawn);
  }
  return troubles;
}

/** What its registry takes back, it tells with everything else: asked about when it was asked. */
function withdrawnNow({ host, sources }: CheckParts, plugin: string): string | null {
  const { version, provenance } = host.record(plugin);
  const why = sources.revoked(plugin, version, provenance);
  return why === null ? null : `${version}, which is installed, was withdrawn: ${why}`;
}

async function checkPlugin(parts: CheckParts, plugin: string, signal: AbortSignal): Promise<void> {
  const { host, sources, book, now } = parts;
  const record = host.record(plugin);
  const { provenance, version: installed } = record;
  // Also of what is under way: its registry tells what it took back as it is asked.
  const newest = await sources.newest(provenance, installed, signal);
  const known = book.get(plugin);
  if (known && isUnderWay(known.update.phase)) return;
  // A registry that takes back what it said takes nothing back that is installed: versions only grow.
  if (!newest || !gt(newest.version, installed)) {
    if (known && !isOver(known.update.phase)) book.remove(plugin);
    return;
  }
  const isKnown = known?.update.version === newest.version && known.update.installed === installed;
  if (!isKnown) {
    const resolved = await packageOfUpdate(sources, { plugin, provenance, installed, signal });
    if (!resolved) return;
    // It may have been begun by hand meanwhile.
    const meanwhile = book.get(plugin);
    if (meanwhile && isUnderWay(meanwhile.update.phase)) return;
    const diff = host.diff(plugin, resolved);
    book.found(foundUpdate({ installed, resolved, diff, spec: null, before: meanwhile, now: now() }));
    try {
      // Another key is for the user to say yes to.
      checkUpdate(record, resolved, sources, true);
    } catch (error) {
      if (!ApertureError.is(error)) throw error;
      book.move(plugin, "refuse", { update: { reason: error.message } });
      return;
    }
  } else if (isOver(known.update.phase)) return;
  place(parts, plugin);
}

const isOver = (phase: string): boolean => phase === "done" || phase === "refused" || phase === "rolled-back";

const UNDATED = "nobody says when it was published: it is taken by itself 24 hours after it was first seen";

/** What is in its way now. */
function place({ host, book, now, policy }: CheckParts, plugin: string): void {
  const { update, seenAt } = book.get(plugin)!;
  const dated = coolsUntil(update.publishedAt, seenAt, now());
  const takenBySafe = policy() === "safe" && maySafely(host, plugin, update.diff);
  const cools = dated ?? (takenBySafe ? coolsBySafeUntil(update.publishedAt, seenAt, now()) : null);
  const change = { update: { coolsUntil: cools === null ? null : new Date(cools).toISOString() } };
  const because = (reason: string | null) => ({ update: { ...change.update, reason } });
  if (host.record(plugin).pinned) book.move(plugin, "pin", because("it is pinned"));
  else if (update.diff.widens) book.move(plugin, "ask", because(wideningInWords(update.diff)));
  else if (cools !== null) book.move(plugin, "cool", because(dated === null ? UNDATED : YOUNG));
  else if (update.phase !== "available") book.move(plugin, "interrupt", because(null));
}
