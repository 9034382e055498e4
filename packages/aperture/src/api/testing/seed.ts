import { createHash } from "node:crypto";
import type { Role } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { BlockMeta, BlockRecord, LaneRecord, SessionRecord, TurnRecord } from "../../store/records.ts";

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64url");

export function seedSession(store: Store, fields: Partial<Omit<SessionRecord, "n">> = {}): SessionRecord {
  return store.sessions.insert({
    key: `tag:${Math.random()}`,
    label: "a session",
    source: "tag",
    client: "sdk",
    dialect: "anthropic",
    model: "claude-sonnet-4-5",
    project: null,
    startedAt: 1_000,
    lastSeen: 2_000,
    ...fields,
  });
}

export function seedLane(store: Store, session: SessionRecord, fields: Partial<LaneRecord> = {}): LaneRecord {
  const { n: _, ...rest } = { n: 0, session: session.n, agentId: null, turns: 0, lastSeen: 2_000, ...fields };
  return store.lanes.insert({ kind: "main", ...rest });
}

export function seedBlock(store: Store, lane: LaneRecord, role: Role, text: string, meta: Partial<BlockMeta> = {}) {
  const hash = hashOf(text);
  store.contents.put({ hash, content: text });
  return store.blocks.insert({
    session: lane.session,
    lane: lane.n,
    role,
    key: `${role}:${hash}`,
    hash,
    rawHash: null,
    at: 1_500,
    turn: 1,
    origin: "client",
    meta: { provider: "anthropic", kind: "text", ...meta },
  });
}

export function seedTurn(
  store: Store,
  lane: LaneRecord,
  blocks: readonly BlockRecord[],
  fields: Partial<Omit<TurnRecord, "n">> = {},
): TurnRecord {
  return store.turns.insert({
    session: lane.session,
    lane: lane.n,
    number: 1,
    model: "claude-sonnet-4-5",
    startedAt: 1_600,
    duration: 12,
    status: 200,
    outcome: "complete",
    stopReason: "end_turn",
    error: null,
    attempts: 1,
    usage: null,
    requestBytes: 100,
    answerBytes: 50,
    maxOutputTokens: 1_000,
    blocks: blocks.map((block) => block.n),
    answerBlocks: [],
    ...fields,
  });
}

/** One session with a conversation of `exchanges` exchanges behind a system prompt; the newest block is the answer. */
export function seedConversation(store: Store, exchanges = 6, fields: Partial<Omit<SessionRecord, "n">> = {}) {
  return store.transaction(() => {
    const session = seedSession(store, fields);
    const lane = seedLane(store, session, { lastSeen: session.lastSeen });
    const blocks = [seedBlock(store, lane, "system", "You are a careful engineer.")];
    for (let index = 1; index <= exchanges; index++) {
      blocks.push(seedBlock(store, lane, "user", `Question ${index} of ${session.label}: what does Zebra do?`));
      blocks.push(seedBlock(store, lane, "assistant", `Answer ${index} of ${session.label}: it runs.`));
    }
    const answer = blocks.at(-1)!;
    const turn = seedTurn(store, lane, blocks.slice(0, -1), { answerBlocks: [answer.n] });
    return { session, lane, blocks, turn };
  });
}
