import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { PackageSources, ResolvedPackage } from "@aperture/host/install/package-sources";
import { ApertureError, type PermissionDiff, type PluginUpdate, type StartUpdate } from "@aperture/sdk";
import { coolsBySafeUntil, coolsUntil } from "./cooldown.ts";
import type { KeptUpdate } from "./kept-update.ts";
import { packageOfUpdate } from "./package-of-update.ts";
import { isUnderWay } from "./phases.ts";
import { type ProofParts, type Proved, proveUpdate } from "./proof.ts";
import { reasonForChange } from "./reason-for-change.ts";
import { shadow } from "./shadow.ts";
import { unmeasuredProof } from "./unmeasured-proof.ts";
import type { UpdateBook } from "./update-book.ts";
import { checkUpdate, grantFor, isStillTrusted, maySafely } from "./update-gates.ts";
import type { Watches } from "./watches.ts";

export interface RunParts extends ProofParts {
  readonly host: Pick<PluginHost, "info" | "record" | "diff" | "trial" | "take" | "watch">;
  readonly sources: Pick<PackageSources, "resolve" | "newest" | "revoked">;
  readonly book: UpdateBook;
  readonly watches: Watches;
  /** Calls back later; returns what takes that back. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly now: () => number;
}

export interface RunInput extends Partial<StartUpdate> {
  /** Nobody looks on: what was found at all is enough not to go on. */
  readonly isBySafe: boolean;
}

/** One package on its way, and all that was found out about it. */
interface Candidate {
  readonly plugin: string;
  readonly resolved: ResolvedPackage;
  readonly diff: PermissionDiff;
  readonly granted: readonly string[];
  readonly input: RunInput;
  readonly signal: AbortSignal;
}

/**
 * One update from being wanted to being in its place, or to where it stops: nothing is thrown for what is not its fault (it waits, it was refused),
 * only for what cannot be an update. Throws `plugin_pinned`, `plugin_lost`, `plugin_publisher_changed`, `plugin_update_refused`, and as sources do.
 */
export async function runUpdate(
  parts: RunParts,
  plugin: string,
  input: RunInput,
  signal: AbortSignal,
): Promise<PluginUpdate> {
  const { host, sources, book, now } = parts;
  const record = host.record(plugin);
  if (host.info(plugin).lost) throw new ApertureError("plugin_lost", { plugin, reason: "install it again" });
  if (record.pinned) throw new ApertureError("plugin_pinned", { plugin, version: record.version });
  const resolved = await packageOfUpdate(sources, {
    plugin,
    provenance: record.provenance,
    installed: record.version,
    version: input.version,
    spec: input.spec,
    signal,
  });
  if (!resolved)
    throw new ApertureError("plugin_update_refused", {
      plugin,
      version: record.version,
      reason: "it is the newest that its source has",
    });
  checkUpdate(record, resolved, sources, input.acceptPublisher === true);
  const diff = host.diff(plugin, resolved);
  const spec = input.spec ?? null;
  const installed = record.version;
  const found = (): KeptUpdate =>
    foundUpdate({ installed, resolved, diff, spec, before: book.get(plugin), now: now() });
  if (input.integrity !== undefined && input.integrity !== resolved.found.integrity) {
    // What is there now is what is shown next.
    if (!isUnderWay(book.get(plugin)?.update.phase ?? "available")) book.found(found());
    throw new ApertureError("plugin_changed", { plugin });
  }
  await parts.watches.end(plugin, "another version is wanted");
  const { seenAt } = book.found(found());
  if (diff.widens && input.grant === undefined && !(onlyPublisher(diff) && input.acceptPublisher))
    return book.move(plugin, "ask", { update: { reason: wideningInWords(diff) } }).update;
  if (input.isBySafe && !(maySafely(host, plugin, diff) && resolved.provenance.publisher !== null))
    return book.move(plugin, "interrupt", { update: { reason: "it is not taken by itself" } }).update;
  const coolsFrom = input.isBySafe ? coolsBySafeUntil : coolsUntil;
  const cools = input.skipCooldown ? null : coolsFrom(resolved.provenance.publishedAt, seenAt, now());
  if (cools !== null)
    return book.move(plugin, "cool", { update: { coolsUntil: new Date(cools).toISOString(), reason: YOUNG } }).update;
  const granted = grantFor(record, resolved, input.grant);
  return goOn(parts, { plugin, resolved, diff, granted, input, signal });
}

export const YOUNG = "it was published less than 24 hours ago";

interface Found {
  readonly installed: string;
  readonly resolved: ResolvedPackage;
  readonly diff: PermissionDiff;
  /** What was named in place of where it came from, or null. */
  readonly spec: string | null;
  /** What is known so far. */
  readonly before: KeptUpdate | undefined;
  /** Epoch ms. */
  readonly now: number;
}

/** As it is kept when it is found. */
export function foundUpdate({ installed, resolved, diff, spec, before, now }: Found): KeptUpdate {
  const { found, provenance, changelog } = resolved;
  const { integrity } = found;
  const { version } = found.manifest;
  const isSame = before?.update.integrity === integrity;
  return {
    update: {
      plugin: found.manifest.name,
      installed,
      version,
      integrity,
      spec,
      phase: "available",
      reason: null,
      publishedAt: provenance.publishedAt,
      coolsUntil: null,
      changelog,
      diff,
      // What was measured of this very package still holds.
      proof: isSame && before.update.installed === installed ? before.update.proof : null,
      shadow: null,
      watch: null,
      at: new Date(now).toISOString(),
    },
    seenAt: isSame ? before.seenAt : now,
    expected: reasonForChange(installed, version, changelog),
    swappedAt: null,
  };
}

async function goOn(parts: RunParts, candidate: Candidate): Promise<PluginUpdate> {
  const { book } = parts;
  const { plugin, input, signal } = candidate;
  book.move(plugin, "begin", { update: { reason: null } });
  try {
    const proved = await prove(parts, candidate);
    if (input.dryRun) return book.move(plugin, "interrupt", { update: { reason: "tried, and not taken" } }).update;
    const no = input.force ? null : refusalOf(proved, input.isBySafe);
    if (no !== null) return book.move(plugin, "refuse", { update: { reason: no } }).update;
    const told = await inTheShadow(parts, candidate);
    if (told) return told;
    signal.throwIfAborted();
    if (parts.host.record(plugin).pinned)
      return book.move(plugin, "pin", { update: { reason: "it was pinned meanwhile" } }).update;
    const isExpected = input.force || proved.isDifferent;
    return await swap(parts, candidate, isExpected ? "it was seen before it was taken" : null);
  } catch (error) {
    const { phase } = book.get(plugin)!.update;
    if (phase === "proving" || phase === "shadowing")
      book.move(plugin, "interrupt", { update: { reason: `interrupted: ${messageOf(error)}` } });
    throw error;
  }
}

async function prove(parts: RunParts, { plugin, resolved, granted, input, signal }: Candidate): Promise<Proved> {
  const { expected } = parts.book.get(plugin)!;
  const proved =
    resolved.found.manifest.runtime === "native"
      ? untried(input.isBySafe)
      : await proveUpdate(parts, { plugin, resolved, granted, expected, signal });
  parts.book.note(plugin, { update: { proof: proved.proof } });
  return proved;
}

/** Nothing could hold native code in a trial; whoever trusted it by name goes without one. */
const untried = (isBySafe: boolean): Proved => ({
  proof: unmeasuredProof("it runs in-process: it cannot be tried without its effects", true),
  isClean: !isBySafe,
  isDifferent: false,
});

const refusalOf = ({ proof, isClean }: Proved, isBySafe: boolean): string | null =>
  proof.passed && (isClean || !isBySafe) ? null : (proof.findings[0] ?? "its proof failed");

/** What it was told where it stops here; null: it goes on. */
async function inTheShadow(
  parts: RunParts,
  { plugin, resolved, granted, input, signal }: Candidate,
): Promise<PluginUpdate | null> {
  const { host, book } = parts;
  const wanted = input.shadow ?? 0;
  if (wanted === 0 || resolved.found.manifest.runtime === "native" || host.info(plugin).state !== "running")
    return null;
  const note = (requests: number, failures: number): void =>
    void book.note(plugin, { update: { shadow: { requests, failures, wanted } } });
  book.move(plugin, "shadow", { update: { shadow: { requests: 0, failures: 0, wanted } } });
  const trial = await host.trial(plugin, { found: resolved.found, granted });
  const seen = await shadow(parts, { plugin, trial, wanted, signal, progress: note });
  note(seen.requests, seen.failures.length);
  const { expected } = book.get(plugin)!;
  const differs = expected === null && seen.differences.length > 0;
  const wrong = seen.failures[0] ?? (differs ? `its answers differ without a reason: ${seen.differences[0]}` : null);
  if (wrong !== null && !input.force) return book.move(plugin, "refuse", { update: { reason: wrong } }).update;
  if (seen.isWhole || input.force) return null;
  const reason = `only ${seen.requests} of ${wanted} live requests came to show it`;
  return book.move(plugin, "interrupt", { update: { reason } }).update;
}

async function swap(
  { host, book, watches, now }: RunParts,
  { plugin, resolved, granted, input }: Candidate,
  seen: string | null,
): Promise<PluginUpdate> {
  const { expected } = book.get(plugin)!;
  book.note(plugin, { expected: expected ?? seen });
  const watch = watches.prepare(plugin);
  await watch.begin("installed");
  const record = host.record(plugin);
  try {
    await host.take(resolved, {
      grant: [...granted],
      integrity: resolved.found.integrity,
      acceptPublisher: input.acceptPublisher === true,
      trust: isStillTrusted(record, resolved),
    });
  } catch (error) {
    await watch.close();
    if (!isItsFault(error)) throw error;
    return book.move(plugin, "refuse", { update: { reason: messageOf(error) } }).update;
  }
  const { update } = book.move(plugin, "swap", { swappedAt: now(), update: { reason: null, coolsUntil: null } });
  watches.begin(plugin, watch);
  return book.get(plugin)?.update ?? update;
}

/** A version that does not start is refused; a full disk says nothing of it. */
const isItsFault = (error: unknown): boolean =>
  ApertureError.is(error) ? error.code.startsWith("plugin_") : !(error instanceof Error && "code" in error);

const onlyPublisher = ({ added, stages, hosts, runtime }: PermissionDiff): boolean =>
  added.length + stages.length + hosts.length === 0 && runtime === null;

/** What somebody has to say yes to, in a line. */
export const wideningInWords = ({ added, stages, runtime, publisher }: PermissionDiff): string =>
  [
    ...added.map(({ means }) => means),
    ...stages,
    ...(runtime ? [`it runs as ${runtime.after}, not ${runtime.before}`] : []),
    ...(publisher ? [`it is signed by ${publisher.after ?? "nobody"}`] : []),
  ].join("; ");

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
