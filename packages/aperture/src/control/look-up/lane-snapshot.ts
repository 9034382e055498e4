import { stalenessOf } from "@aperture/engine/insight/staleness";
import { assignZones } from "@aperture/engine/zones/assign";
import type { Role, Zone } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { BlockSettings } from "../../store/control-records.ts";
import type { LaneRecord, TurnRecord } from "../../store/records.ts";
import { blockFacts } from "./block-facts.ts";
import { type Decisions, laneDecisions, sessionSettings } from "./decisions.ts";
import { sortedZones } from "./sorted-zones.ts";
import { withInserts } from "./with-inserts.ts";

interface Place {
  /** 0-based, in prompt order. */
  readonly position: number;
  readonly zone: Zone;
  readonly role: Role;
  /** 0 fresh to 100 stale. */
  readonly staleness: number;
}

/** A lane as of one turn: the blocks of that request and its answer, and what Aperture put between them, in prompt order. */
export interface LaneSnapshot {
  readonly lane: LaneRecord;
  readonly turn: TurnRecord;
  /** By block number, in prompt order. */
  readonly places: ReadonlyMap<number, Place>;
  readonly decisions: ReadonlyMap<number, Decisions>;
  /** Pins and zones of the whole session. */
  readonly settings: ReadonlyMap<number, BlockSettings>;
}

/** The lane that carries the conversation: the main lane heard last, else whichever was. */
export function preferredLane(lanes: readonly LaneRecord[]): LaneRecord | undefined {
  const rank = (lane: LaneRecord): number => (lane.kind === "main" ? 1 : 0);
  return [...lanes].sort((a, b) => rank(b) - rank(a) || b.lastSeen - a.lastSeen || b.n - a.n)[0];
}

/** A request that could not be read (opaque) has no blocks: the one before it still says what the context holds. */
const lookBack = 20;

export function newestTurn(store: Store, lane: Pick<LaneRecord, "n">): TurnRecord | undefined {
  const turns = store.turns.ofLane(lane.n, 1);
  if (turns[0] && turns[0].blocks.length === 0)
    return store.turns.ofLane(lane.n, lookBack).find((turn) => turn.blocks.length > 0) ?? turns[0];
  return turns[0];
}

export function takeSnapshot(store: Store, lane: LaneRecord, turn: TurnRecord): LaneSnapshot {
  const decisions = laneDecisions(store, lane.n);
  const settings = sessionSettings(store, lane.session);
  const clients = [...new Set([...turn.blocks, ...turn.answerBlocks])];
  const known = blockFacts(store, clients);
  const systemEnd = clients.findLastIndex((n) => known.get(n)?.role === "system") + 1;
  const numbers = withInserts(clients, decisions, systemEnd);
  const all = numbers.length === clients.length ? known : blockFacts(store, numbers);
  const facts = numbers.flatMap((n) => all.get(n) ?? []);
  const sorted = sortedZones(store, lane.session, lane.n);
  const zones = assignZones(facts).map((zone, index) => sorted.get(facts[index]!.n) ?? zone);
  const staleness = stalenessOf(facts, lane.turns);
  const places = facts.map(({ n, role }, position): [number, Place] => [
    n,
    {
      position,
      role,
      zone: zoneOf(settings.get(n), zones[position] ?? "middle"),
      staleness: staleness[position] ?? 0,
    },
  ]);
  return { lane, turn, places: new Map(places), decisions, settings };
}

/** Who sets a zone means it; a pin says at which end a block is held; else its place decides. */
function zoneOf(settings: BlockSettings | undefined, byPlace: Zone): Zone {
  if (settings?.zone) return settings.zone;
  if (settings?.pinned) return settings.pinned === "top" ? "primacy" : "recency";
  return byPlace;
}

/** The lane's newest state, or undefined before its first request was read. */
export function newestSnapshot(store: Store, lane: LaneRecord): LaneSnapshot | undefined {
  const turn = newestTurn(store, lane);
  return turn && takeSnapshot(store, lane, turn);
}
