import { isFrame } from "@aperture/engine/blocks/match-head";
import type { Store } from "../store/contract.ts";
import type { BlockRecord, LaneRecord, SessionRecord } from "../store/records.ts";
import { HEADS_PER_LANE, type Head, type KnownPart, type LaneState, type SessionState } from "./state.ts";

/** Sessions kept in memory; others are read back from the store when they speak again. */
const SESSIONS_IN_MEMORY = 64;
/** Bytes of parsed bodies kept in memory, over all sessions. */
const DOCUMENT_BUDGET = 20 << 20;
/** Turns of a lane read back from the store. */
const HEADS_FROM_STORE = 3;

/** What is known of the running conversations: a cache in front of the store, ordered by last use. */
export class SessionBook {
  readonly #store: Store;
  readonly #sessions = new Map<number, SessionState>();
  /** Heads with a parsed body, oldest first. */
  readonly #documents = new Set<Head>();
  #documentBytes = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** By unique key, from memory or the store. */
  byKey(key: string): SessionState | undefined {
    for (const state of this.#sessions.values()) if (state.record.key === key) return this.#touch(state);
    const record = this.#store.sessions.byKey(key);
    return record && this.#touch(this.#load(record));
  }

  /** The last used first. */
  inMemory(): SessionState[] {
    return [...this.#sessions.values()].reverse();
  }

  /** Lane and head of a turn, as they are in memory now. */
  find(session: number, turn: number): { lane: LaneState; head: Head } | undefined {
    for (const lane of this.#sessions.get(session)?.lanes ?? [])
      for (const head of lane.heads) if (head.turn === turn) return { lane, head };
    return undefined;
  }

  add(record: SessionRecord): SessionState {
    return this.#touch({ record, lanes: [] });
  }

  addLane(session: SessionState, record: LaneRecord): LaneState {
    const lane: LaneState = { record, heads: [], known: new Map() };
    session.lanes.push(lane);
    return lane;
  }

  /** A lane's newest request; what is too old or too large is let go. */
  addHead(lane: LaneState, head: Head): void {
    lane.heads.unshift(head);
    for (const old of lane.heads.splice(HEADS_PER_LANE)) this.#dropDocument(old);
    if (!head.document) return;
    this.#documents.add(head);
    this.#documentBytes += head.document.bytes.length;
    for (const oldest of this.#documents) {
      if (this.#documentBytes <= DOCUMENT_BUDGET || oldest === head) break;
      this.#dropDocument(oldest);
    }
    // Two bodies per lane are enough to resume from: the newest, and the one it forked from.
    for (const older of lane.heads.slice(2)) this.#dropDocument(older);
  }

  /** A head whose place a resent request takes. */
  removeHead(lane: LaneState, head: Head): void {
    const index = lane.heads.indexOf(head);
    if (index >= 0) lane.heads.splice(index, 1);
    this.#dropDocument(head);
  }

  forget(session: number): void {
    const state = this.#sessions.get(session);
    if (!state) return;
    this.#sessions.delete(session);
    for (const lane of state.lanes) for (const head of lane.heads) this.#dropDocument(head);
  }

  /** After a failed commit memory may be ahead of the store: everything is read again. */
  clear(): void {
    for (const n of [...this.#sessions.keys()]) this.forget(n);
  }

  #touch(state: SessionState): SessionState {
    this.#sessions.delete(state.record.n);
    this.#sessions.set(state.record.n, state);
    if (this.#sessions.size > SESSIONS_IN_MEMORY) this.forget(this.#sessions.keys().next().value!);
    return state;
  }

  #dropDocument(head: Head): void {
    if (head.document && this.#documents.delete(head)) this.#documentBytes -= head.document.bytes.length;
    head.document = null;
  }

  #load(record: SessionRecord): SessionState {
    const state: SessionState = { record, lanes: [] };
    const blocks = new Map(this.#store.blocks.ofSession(record.n).map((block) => [block.n, block]));
    for (const laneRecord of this.#store.lanes.ofSession(record.n)) {
      const lane = this.addLane(state, laneRecord);
      for (const block of blocks.values()) if (block.lane === laneRecord.n) remember(lane, block.key, block.n);
      for (const turn of this.#store.turns.ofLane(laneRecord.n, HEADS_FROM_STORE)) {
        const part = (n: number): KnownPart[] => toPart(blocks.get(n));
        const parts = turn.blocks.flatMap(part);
        const answer = turn.answerBlocks.flatMap(part);
        const isFramed = (n: number): boolean => {
          const block = blocks.get(n);
          return block !== undefined && isFrame(block.role, block.meta.kind);
        };
        const talk = turn.blocks.filter((n) => !isFramed(n));
        const frame = turn.blocks.filter(isFramed);
        lane.heads.push({
          turn: turn.n,
          keys: {
            frame: new Set(frame.flatMap(part).map((each) => each.key)),
            conversation: talk.flatMap(part).map((each) => each.key),
            answer: answer.map((each) => each.key),
          },
          parts,
          answer,
          document: null,
          credential: null,
          state: turn.outcome === "complete" ? "complete" : "failed",
        });
      }
    }
    return state;
  }
}

export function remember(lane: LaneState, key: string, n: number): void {
  const numbers = lane.known.get(key);
  if (numbers) numbers.push(n);
  else lane.known.set(key, [n]);
}

function toPart(block: BlockRecord | undefined): KnownPart[] {
  if (!block) return [];
  const { key, n, hash, meta, turn } = block;
  return [{ key, n, hash, mark: meta.cacheMark === true, toolId: meta.toolId, turn }];
}
