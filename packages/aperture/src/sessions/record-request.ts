import { alignBlocks, type KnownBlock } from "@aperture/engine/blocks/align";
import type { BlockDraft } from "@aperture/engine/dialects/dialect";
import type { Store } from "../store/contract.ts";
import { blockMeta } from "./block-meta.ts";
import { chooseLane, type LaneChoice, laneKind } from "./choose-lane.ts";
import { nativeBytes } from "./native-bytes.ts";
import { openSession } from "./open-session.ts";
import type { Reading } from "./read-request.ts";
import type { RecordedTurn, Recording } from "./recording.ts";
import { remember, type SessionBook } from "./session-book.ts";
import type { Head, KnownPart, LaneState, SessionState } from "./state.ts";

export interface RecordingContext {
  readonly store: Store;
  readonly book: SessionBook;
  readonly now: () => number;
  /** Texts that were stored for the first time or changed: they want counting. */
  readonly wantCount: (session: number, hash: string, text: string) => void;
}

/** Writes one request: session, lane, turn, new blocks and the event. Call inside a transaction. */
export function recordRequest(
  context: RecordingContext,
  recording: Recording,
  reading: Reading,
  candidates: readonly SessionState[],
): RecordedTurn {
  const { store, book } = context;
  const { identity, request: head } = recording;
  const wanted = {
    identity,
    keys: reading.keys,
    hashes: reading.hashes,
    hasTools: reading.shape.hasTools,
    isFresh: !reading.drafts.some(({ draft }) => draft.role === "assistant" || draft.role === "tool_use"),
  };
  const choice = chooseLane(wanted, candidates);
  const session = choice.session ?? openSession(context, recording, reading);
  const lane = choice.lane ?? openLane(context, session, recording, laneKind(wanted, session));
  if (choice.isResend && choice.head) return resend(context, recording, reading, { session, lane, head: choice.head });

  const number = lane.record.turns + 1;
  const { parts, added, removed } = writeBlocks(context, { session, lane, choice, reading, recording, number });
  const turn = store.turns.insert({
    session: session.record.n,
    lane: lane.record.n,
    number,
    model: reading.shape.model,
    startedAt: head.at,
    duration: null,
    status: null,
    outcome: "running",
    stopReason: null,
    error: null,
    attempts: 1,
    usage: null,
    requestBytes: reading.document.bytes.length,
    answerBytes: 0,
    maxOutputTokens: reading.shape.maxOutputTokens,
    blocks: parts.map((part) => part.n),
    answerBlocks: [],
  });
  lane.record = { ...lane.record, turns: number, lastSeen: head.at };
  store.lanes.update(lane.record.n, { turns: number, lastSeen: head.at });
  touchSession(context, session, recording, reading);
  const laneHead: Head = {
    turn: turn.n,
    keys: { ...reading.keys, answer: [] },
    parts,
    answer: [],
    document: reading.document,
    credential: head.credential,
    state: "running",
  };
  book.addHead(lane, laneHead);
  announce(context, { session, lane, turn: turn.n, number, attempts: 1, added, removed });
  return { session: session.record.n, lane: lane.record.n, laneHead, turn: turn.n, number, model: reading.shape.model };
}

function openLane(
  context: RecordingContext,
  session: SessionState,
  recording: Recording,
  kind: "main" | "side",
): LaneState {
  const record = context.store.lanes.insert({
    session: session.record.n,
    agentId: recording.identity.agentId,
    kind,
    turns: 0,
    lastSeen: recording.request.at,
  });
  return context.book.addLane(session, record);
}

/** The same request again: the same turn, one attempt more. */
function resend(
  context: RecordingContext,
  recording: Recording,
  reading: Reading,
  at: { session: SessionState; lane: LaneState; head: Head },
): RecordedTurn {
  const { store, book } = context;
  const before = store.turns.get(at.head.turn);
  const attempts = (before?.attempts ?? 0) + 1;
  const number = before?.number ?? at.lane.record.turns;
  store.turns.update(at.head.turn, { attempts, outcome: "running", error: null, status: null, stopReason: null });
  store.lanes.update(at.lane.record.n, { lastSeen: recording.request.at });
  touchSession(context, at.session, recording, reading);
  book.removeHead(at.lane, at.head);
  const laneHead: Head = { ...at.head, document: reading.document, state: "running", answer: [] };
  laneHead.keys = { ...at.head.keys, answer: [] };
  book.addHead(at.lane, laneHead);
  announce(context, { ...at, turn: at.head.turn, number, attempts, added: [], removed: [] });
  return {
    session: at.session.record.n,
    lane: at.lane.record.n,
    laneHead,
    turn: at.head.turn,
    number,
    model: reading.shape.model,
  };
}

function touchSession(context: RecordingContext, session: SessionState, recording: Recording, reading: Reading): void {
  const lastSeen = Math.max(session.record.lastSeen, recording.request.at);
  // A side request runs on a small model; the session's model is the one that does the work.
  const model = reading.shape.hasTools || session.record.model === null ? reading.shape.model : session.record.model;
  session.record = { ...session.record, lastSeen, model };
  context.store.sessions.update(session.record.n, { lastSeen, model });
}

interface BlockWrite {
  readonly session: SessionState;
  readonly lane: LaneState;
  readonly choice: LaneChoice;
  readonly reading: Reading;
  readonly recording: Recording;
  readonly number: number;
}

/** Gives every block its number, old or new, and stores what is new or changed. */
function writeBlocks(
  context: RecordingContext,
  write: BlockWrite,
): { parts: KnownPart[]; added: number[]; removed: number[] } {
  const { lane, choice, reading } = write;
  const before = choice.head ? [...choice.head.parts, ...choice.head.answer] : [];
  const numbers = alignBlocks(
    before as readonly KnownBlock[],
    reading.drafts.map(({ draft }) => draft.key),
  );
  const used = new Set(numbers);
  const byNumber = new Map<number, KnownPart>();
  for (const part of before) byNumber.set(part.n, part);

  const added: number[] = [];
  const parts = reading.drafts.map(({ draft, start, end }, index): KnownPart => {
    const raw = draft.keepRaw ? reading.document.bytes.subarray(start, end) : null;
    const n = numbers[index] ?? returning(lane, draft.key, used);
    const mark = draft.cacheMark === true;
    if (n === undefined) {
      const fresh = insertBlock(context, write, draft, raw);
      added.push(fresh);
      return { key: draft.key, n: fresh, hash: draft.hash, mark };
    }
    used.add(n);
    const old = byNumber.get(n);
    if (!old || old.hash !== draft.hash) changeText(context, write, n, draft, raw);
    else if (old.mark !== mark) context.store.blocks.update(n, { meta: blockMeta(reading.dialect, draft) });
    else return old;
    return { key: draft.key, n, hash: draft.hash, mark };
  });
  const removed = (lane.heads[0]?.parts ?? []).filter((part) => !used.has(part.n)).map((part) => part.n);
  return { parts, added, removed };
}

/** A block that had left this lane's requests and is back. */
function returning(lane: LaneState, key: string, used: Set<number | undefined>): number | undefined {
  return lane.known.get(key)?.find((n) => !used.has(n));
}

function insertBlock(
  context: RecordingContext,
  { session, lane, reading, recording, number }: BlockWrite,
  draft: BlockDraft,
  raw: Uint8Array | null,
): number {
  const rawHash = putContents(context, session.record.n, draft, raw);
  const { n } = context.store.blocks.insert({
    session: session.record.n,
    lane: lane.record.n,
    role: draft.role,
    key: draft.key,
    hash: draft.hash,
    rawHash,
    at: recording.request.at,
    turn: number,
    origin: "client",
    meta: blockMeta(reading.dialect, draft),
  });
  remember(lane, draft.key, n);
  return n;
}

function changeText(
  context: RecordingContext,
  { session, reading }: BlockWrite,
  n: number,
  draft: BlockDraft,
  raw: Uint8Array | null,
): void {
  const rawHash = putContents(context, session.record.n, draft, raw);
  context.store.blocks.update(n, { hash: draft.hash, rawHash, meta: blockMeta(reading.dialect, draft) });
}

/** Stores a block's text, and its bytes where the text does not hold everything; returns the hash of those. */
export function putContents(
  context: RecordingContext,
  session: number,
  draft: BlockDraft,
  raw: Uint8Array | null,
): string | null {
  context.store.contents.put({ hash: draft.hash, content: draft.text });
  if (draft.tokens === undefined) context.wantCount(session, draft.hash, draft.text);
  if (!raw) return null;
  const rawHash = nativeBytes.hash(raw);
  context.store.contents.put({ hash: rawHash, content: raw });
  return rawHash;
}

function announce(
  { store }: RecordingContext,
  facts: {
    session: SessionState;
    lane: LaneState;
    turn: number;
    number: number;
    attempts: number;
    added: readonly number[];
    removed: readonly number[];
  },
): void {
  store.events.append("turn-started", {
    sessionId: `session-${facts.session.record.n}`,
    turnId: `turn-${facts.turn}`,
    lane: `lane-${facts.lane.record.n}`,
    number: facts.number,
    attempts: facts.attempts,
    added: facts.added.map((n) => `block-${n}`),
    removed: facts.removed.map((n) => `block-${n}`),
  });
}
