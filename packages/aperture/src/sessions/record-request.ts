import { chooseLane, type LaneRequest, laneKind } from "./choose-lane.ts";
import { compactionOf } from "./compaction.ts";
import { openSession } from "./open-session.ts";
import type { Reading } from "./read-request.ts";
import type { RecordedTurn, Recording } from "./recording.ts";
import type { RecordingContext } from "./recording-context.ts";
import type { Head, LaneState, SessionState } from "./state.ts";
import { writeBlocks } from "./write-blocks.ts";

/** Writes one request: session, lane, turn, new blocks and the event. Call inside a transaction. */
export function recordRequest(
  context: RecordingContext,
  recording: Recording,
  reading: Reading,
  candidates: readonly SessionState[],
): RecordedTurn {
  const { store, book } = context;
  const { request: head } = recording;
  const wanted = laneRequest(recording, reading);
  const choice = chooseLane(wanted, candidates);
  const session = choice.session ?? openSession(context, recording, reading);
  const lane = choice.lane ?? openLane(context, session, recording, laneKind(wanted, session));
  if (choice.isResend && choice.head) return resend(context, recording, reading, { session, lane, head: choice.head });

  const number = lane.record.turns + 1;
  const before = lane.heads[0]?.parts ?? [];
  const { parts, added, removed } = writeBlocks(context, {
    session,
    lane,
    head: choice.head,
    reading,
    recording,
    number,
  });
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
  // What a client says is looked at before Aperture changes any of it: whatever left, it left out itself.
  const compaction = lane.record.kind === "main" && removed.length > 0 ? compactionOf(before, parts) : null;
  if (compaction)
    store.events.append("session-compacted", {
      sessionId: `session-${session.record.n}`,
      lane: `lane-${lane.record.n}`,
      turnId: `turn-${turn.n}`,
      ...compaction,
    });
  const { model } = reading.shape;
  return {
    session: session.record.n,
    lane: lane.record.n,
    laneHead,
    turn: turn.n,
    number,
    model,
    remembered: () => rememberedBlocks(lane),
  };
}

/** What tells whose request it is. */
export function laneRequest({ identity }: Recording, { keys, drafts, shape }: Reading): LaneRequest {
  const isFresh = !drafts.some(({ draft }) => draft.role === "assistant" || draft.role === "tool_use");
  return { identity, keys, drafts, hasTools: shape.hasTools, isFresh };
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
    remembered: () => rememberedBlocks(at.lane),
  };
}

const rememberedBlocks = (lane: LaneState): number[] =>
  lane.heads.flatMap(({ parts, answer }) => [...parts, ...answer].map(({ n }) => n));

function touchSession(context: RecordingContext, session: SessionState, recording: Recording, reading: Reading): void {
  const lastSeen = Math.max(session.record.lastSeen, recording.request.at);
  // A side request runs on a small model; the session's model is the one that does the work.
  const model = reading.shape.hasTools || session.record.model === null ? reading.shape.model : session.record.model;
  session.record = { ...session.record, lastSeen, model };
  context.store.sessions.update(session.record.n, { lastSeen, model });
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
