import { createHash } from "node:crypto";
import type { Store } from "./contract.ts";
import type { BlockRecord, LaneRecord, SessionRecord, TurnRecord } from "./records.ts";

/** Base64url SHA-256, as the program hashes texts. For tests and benches. */
export const hashText = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("base64url");

/** A session and its main lane. */
export function startConversation(store: Store, key: string, at = 1_000): { session: SessionRecord; lane: LaneRecord } {
  return store.transaction(() => {
    const session = store.sessions.insert({
      key,
      label: key,
      source: "agent",
      client: "claude-code",
      dialect: "anthropic",
      model: "claude-sonnet",
      project: null,
      startedAt: at,
      lastSeen: at,
    });
    const lane = store.lanes.insert({ session: session.n, agentId: null, kind: "main", turns: 0, lastSeen: at });
    return { session, lane };
  });
}

/** Removes everything that removed sessions left, at once instead of in slices. */
export function sweepAll(store: Store): void {
  while (store.retain({ before: 0, keepEvents: Number.MAX_SAFE_INTEGER }).more);
}

/** A block with its text (and raw bytes) stored. */
export function addBlock(store: Store, lane: LaneRecord, text: string, raw?: Uint8Array): BlockRecord {
  const hash = hashText(text);
  const rawHash = raw === undefined ? null : hashText(raw);
  store.contents.put({ hash, content: text });
  if (raw !== undefined && rawHash !== null) store.contents.put({ hash: rawHash, content: raw });
  return store.blocks.insert({
    session: lane.session,
    lane: lane.n,
    role: "tool_result",
    key: `tool_result:toolu_${hash.slice(0, 24)}`,
    hash,
    rawHash,
    at: 1_000,
    turn: 1,
    origin: "client",
    meta: { provider: "anthropic", kind: "tool_result", toolName: "Read", filePaths: ["src/index.ts"] },
  });
}

/** A turn as it is when its request has been read. */
export function turnOf(lane: LaneRecord, number: number, blocks: readonly number[]): Omit<TurnRecord, "n"> {
  return {
    session: lane.session,
    lane: lane.n,
    number,
    model: "claude-sonnet",
    startedAt: 1_000 + number,
    duration: null,
    status: null,
    outcome: "running",
    stopReason: null,
    error: null,
    attempts: 1,
    usage: null,
    requestBytes: 200_000,
    answerBytes: 0,
    maxOutputTokens: 32_000,
    blocks,
    answerBlocks: [],
  };
}
