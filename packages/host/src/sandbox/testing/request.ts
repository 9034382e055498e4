import type { RequestFacts } from "../../border/calls.ts";

/** A request of a main lane, with what the test says of it. */
export const request = (fields: Partial<RequestFacts> = {}): RequestFacts => ({
  session: "session-1",
  lane: "lane-1",
  laneKind: "main",
  agent: "agent",
  project: null,
  dialect: "anthropic",
  model: "model-1",
  turn: 2,
  now: 1_700_000_000_000,
  tokens: 1_000,
  limit: null,
  cold: false,
  mode: "auto",
  sampling: { temperature: null, maxOutputTokens: null, stream: true, tools: true },
  prices: null,
  lastUsage: null,
  ...fields,
});
