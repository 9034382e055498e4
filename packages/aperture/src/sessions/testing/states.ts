import type { Identity } from "../identify.ts";
import type { Head, LaneState, SessionState } from "../state.ts";

/** Sessions, lanes and heads as memory holds them, for tests of what is decided by them. */
export const agent: Identity = { client: "claude-code", key: "agent:x", source: "agent", agentId: null, isAgent: true };
export const bare: Identity = { client: "sdk", key: null, source: "content", agentId: null, isAgent: false };

let turns = 0;

/** A request that was recorded: its history by key, and what was answered. */
export function head(
  conversation: readonly string[],
  more: Partial<Head> & { answered?: readonly string[] } = {},
): Head {
  const { answered = [], ...rest } = more;
  const part = (key: string, index: number) => ({
    key,
    n: index + 1,
    hash: `hash of ${key}`,
    mark: false,
    toolId: undefined,
    turn: 1,
  });
  return {
    turn: ++turns,
    keys: { frame: new Set(["system:a", "tool:b"]), conversation, answer: answered },
    parts: conversation.map(part),
    answer: answered.map(part),
    document: null,
    credential: null,
    state: "complete",
    ...rest,
  };
}

/** A lane with its heads, newest first. */
export function lane(heads: readonly Head[], record: Partial<LaneState["record"]> = {}): LaneState {
  return {
    record: { n: 1, session: 1, agentId: null, kind: "main", turns: heads.length, lastSeen: 1, ...record },
    heads: [...heads],
    known: new Map(),
  };
}

export function session(lanes: readonly LaneState[], n = 1): SessionState {
  return {
    record: {
      n,
      key: `key ${n}`,
      label: "",
      source: "agent",
      client: "sdk",
      dialect: "anthropic",
      model: null,
      project: null,
      startedAt: 1,
      lastSeen: 1,
    },
    lanes: [...lanes],
  };
}
