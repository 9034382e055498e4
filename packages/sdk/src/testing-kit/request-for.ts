import type { RequestFacts } from "../plugin/request-facts.ts";
import type { TestBlock } from "./test-block.ts";

/** Facts about a request with these blocks; the time is the same on every day. */
export function requestFor(blocks: readonly TestBlock[], facts: Partial<RequestFacts> = {}): RequestFacts {
  const turn = 1 + Math.max(0, ...blocks.map(({ age }) => age));
  return {
    session: "session-1",
    lane: "lane-1",
    laneKind: "main",
    agent: "test",
    project: null,
    dialect: "anthropic",
    model: "test-model",
    turn,
    now: Date.UTC(2026, 0, 5, 9),
    tokens: blocks.reduce((sum, { tokens }) => sum + tokens, 0),
    limit: null,
    cold: turn === 1,
    mode: "auto",
    sampling: { temperature: null, maxOutputTokens: null, stream: true, tools: true },
    prices: null,
    lastUsage: null,
    ...facts,
  };
}
