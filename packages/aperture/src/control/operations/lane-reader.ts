import type { Store } from "../../store/contract.ts";
import type { BlockSettings, ChangeRecord } from "../../store/control-records.ts";
import type { BlockRecord, SessionRecord } from "../../store/records.ts";
import { idOf } from "../look-up/ids.ts";
import { type LaneSnapshot, newestSnapshot } from "../look-up/lane-snapshot.ts";
import type { Pair } from "./standing.ts";
import type { Target, Wish } from "./wish.ts";

/** A text that a block had, by its hash. */
export type SaidBefore = Pick<ChangeRecord, "kind" | "level" | "hash" | "actor" | "anchor">;

/** The lanes of a session, each read once, for what goes over blocks that others decided about. */
export class LaneReader {
  readonly session: SessionRecord;
  readonly #store: Store;
  readonly #snapshots = new Map<number, LaneSnapshot | undefined>();

  constructor(store: Store, session: SessionRecord) {
    this.session = session;
    this.#store = store;
  }

  /** Every lane that spoke. */
  all(): LaneSnapshot[] {
    return this.#store.lanes.ofSession(this.session.n).flatMap(({ n }) => this.#snapshot(n) ?? []);
  }

  /** A block of a lane, live or not; undefined where it is gone for good. */
  target({ lane, block }: Pair): Target | undefined {
    const record = this.#store.blocks.get(block);
    const snapshot = this.#snapshot(lane);
    return record && snapshot && { block: record, lane: snapshot };
  }

  /** The block shall say what this change says, or, for null, what the client sent. Nothing for a block that is gone. */
  wishFor(pair: Pair, wordingOf: (record: BlockRecord) => SaidBefore | null): Wish[] {
    const target = this.target(pair);
    if (!target) return [];
    const { inForce, pending } = target.lane.decisions.get(pair.block) ?? {};
    const isLive = target.lane.places.has(pair.block);
    if (!isLive && !inForce && !pending) return [];
    const change = wordingOf(target.block);
    if (!change) return [{ do: "give-back", ...target, follows: true }];
    const { kind, level, hash, actor, anchor } = change;
    const text = this.#store.contents.text(hash);
    if (text === undefined) {
      const [id, reason] = [idOf("block", pair.block), "the text it had is no longer kept"];
      return [{ do: "refuse", id, lane: pair.lane, code: "not_found", reason }];
    }
    const place = kind === "insert" ? { anchor } : {};
    return [{ do: "say", ...target, follows: true, wording: { kind, level, hash, actor, text, ...place } }];
  }

  settingsWish(settings: BlockSettings): Wish[] {
    const record = this.#store.blocks.get(settings.block);
    const own = record && (this.#snapshot(record.lane) ?? this.all()[0]);
    if (!record || !own) return [];
    const lane = own.places.has(record.n) ? own : (this.all().find(({ places }) => places.has(record.n)) ?? own);
    const before = lane.settings.get(record.n);
    const target = { block: record, lane };
    const { pinned, zone } = settings;
    const reason = `${pinned === null ? "not pinned" : `pinned to the ${pinned}`}, ${zone === null ? "zone by rule" : `in ${zone}`}`;
    if ((before?.pinned ?? null) === pinned && (before?.zone ?? null) === zone)
      return [{ do: "nothing", ...target, reason: `${reason} already` }];
    return [{ do: "set", ...target, settings, reason }];
  }

  #snapshot(lane: number): LaneSnapshot | undefined {
    if (this.#snapshots.has(lane)) return this.#snapshots.get(lane);
    const record = this.#store.lanes.ofSession(this.session.n).find(({ n }) => n === lane);
    const snapshot = record && newestSnapshot(this.#store, record);
    this.#snapshots.set(lane, snapshot);
    return snapshot;
  }
}
