import {
  type Capability,
  capabilitiesOf,
  capabilityMeaning,
  type PermissionDiff,
  type PluginManifest,
  type Provenance,
  type StageDeclaration,
} from "@aperture/sdk";
import { isSamePublisher } from "./check-publisher.ts";
import { covers } from "./covers.ts";

/** A version, as far as it matters for what it may do. */
export interface DiffSide {
  readonly manifest: PluginManifest;
  /** The publisher's key; null where nobody signed. */
  readonly publisher: string | null;
  /** Where it comes from; default: nowhere that vouches for it. */
  readonly kind?: Provenance["kind"];
}

/** What another version asks for beyond, or no longer. `widens`: somebody has to consent. */
export function permissionDiff(before: DiffSide, after: DiffSide): PermissionDiff {
  const [old, fresh] = [before.manifest, after.manifest];
  const [had, asks] = [capabilitiesOf(old.permissions), capabilitiesOf(fresh.permissions)];
  const added = asks.filter((capability) => !covers(had, capability));
  const removed = had.filter((capability) => !asks.includes(capability));
  const stages = [...stageChanges(old, fresh), ...sightChanges(old, fresh)];
  const runtime = old.runtime === fresh.runtime ? null : { before: old.runtime, after: fresh.runtime };
  const whose = ({ publisher: key, kind = "folder" }: DiffSide) => ({ publisher: key, kind });
  const publisher = isSamePublisher(whose(before), whose(after))
    ? null
    : { before: before.publisher, after: after.publisher };
  return {
    added: added.map(inWords),
    removed: removed.map(inWords),
    stages: stages.map(({ says }) => says),
    hosts: added.filter((capability) => capability.startsWith("net:")).map((capability) => capability.slice(4)),
    runtime,
    publisher,
    widens:
      added.length > 0 ||
      stages.some(({ widens }) => widens) ||
      (fresh.runtime === "native") !== (old.runtime === "native") ||
      // Signed for the first time takes nothing from anybody.
      (publisher !== null && publisher.before !== null),
  };
}

const inWords = (capability: Capability) => ({ capability, means: capabilityMeaning(capability) });

interface Line {
  readonly says: string;
  readonly widens: boolean;
}

/** A plugin may stand more than once at a place: the first is held against the first, the second against the second. */
function* stageChanges(old: PluginManifest, fresh: PluginManifest): Generator<Line> {
  const [before, after] = [byPlace(old.stages), byPlace(fresh.stages)];
  for (const [place, stage] of after) {
    const was = before.get(place);
    if (!was) {
      yield { says: `new stage at ${stage.at}${protectingWords(stage)}`, widens: true };
      continue;
    }
    if (was.onError !== stage.onError)
      yield stage.onError === "block"
        ? { says: `${stage.at} now protects: a request that it cannot process is not sent`, widens: true }
        : { says: `${stage.at} no longer protects: a request that it cannot process is sent`, widens: true };
    if (was.deadlineMs < stage.deadlineMs)
      yield { says: `${stage.at} may take ${stage.deadlineMs} ms, not ${was.deadlineMs}`, widens: true };
    if (placeOf(was) !== placeOf(stage))
      yield { says: `${stage.at} stands elsewhere among the plugins there: ${placeOf(stage)}`, widens: false };
    if (JSON.stringify(was.filter ?? {}) !== JSON.stringify(stage.filter ?? {}))
      yield { says: `${stage.at} is called for other blocks than before`, widens: false };
  }
  for (const [place, stage] of before)
    if (!after.has(place))
      yield { says: `no stage at ${stage.at} any more${protectingWords(stage)}`, widens: stage.onError === "block" };
}

const protectingWords = ({ onError }: StageDeclaration): string => (onError === "block" ? ", one that protects" : "");

const placeOf = ({ order, number, before, after }: StageDeclaration): string =>
  [
    order === "normal" && number === 0 ? "in the middle" : `${order} ${number}`,
    ...before.map((name) => `before ${name}`),
    ...after.map((name) => `after ${name}`),
  ].join(", ");

function byPlace(stages: readonly StageDeclaration[]): Map<string, StageDeclaration> {
  const places = new Map<string, StageDeclaration>();
  const counts = new Map<string, number>();
  for (const stage of stages) {
    const count = counts.get(stage.at) ?? 0;
    counts.set(stage.at, count + 1);
    places.set(`${stage.at} ${count}`, stage);
  }
  return places;
}

/** Roles and zones whose texts it is shown are no capabilities of their own, and still say how much it sees. */
function* sightChanges(old: PluginManifest, fresh: PluginManifest): Generator<Line> {
  const [before, after] = [old.permissions.blocks, fresh.permissions.blocks];
  if (!before || !after) return;
  for (const field of ["roles", "zones"] as const) {
    const had: readonly string[] | undefined = before[field];
    const asks: readonly string[] | undefined = after[field];
    if (had === undefined) continue;
    if (asks === undefined) yield { says: `it sees and may change blocks of all ${field}, not of some`, widens: true };
    const beyond = asks?.filter((each) => !had.includes(each)) ?? [];
    if (beyond.length > 0)
      yield { says: `it sees and may change blocks of more ${field}: ${beyond.join(", ")}`, widens: true };
  }
}
