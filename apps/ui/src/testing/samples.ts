import type { Block, Session, Turn } from "@aperture/sdk";

const noUsage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

/** A block with the given fields; `n` makes id and position. */
export const sampleBlock = (n: number, fields: Partial<Block> = {}): Block => ({
  id: `block-${n}`,
  sessionId: "session-1",
  lane: "lane-1",
  role: "user",
  content: `text of block ${n}`,
  contentLength: 16,
  tokens: 10,
  estimated: false,
  timestamp: "2026-01-01T00:00:00.000Z",
  zone: "middle",
  pinned: null,
  level: "original",
  origin: "client",
  live: true,
  position: n,
  metadata: { provider: "anthropic", turn: 1, kind: "text" },
  ...fields,
});

export const sampleSession = (n: number, fields: Partial<Session> = {}): Session => ({
  id: `session-${n}`,
  label: `label-${n}`,
  source: "agent",
  client: "claude-code",
  dialect: "anthropic",
  model: "claude-sonnet-4-5",
  project: null,
  startedAt: "2026-01-01T00:00:00.000Z",
  lastSeen: `2026-01-01T00:00:0${n}.000Z`,
  turns: 1,
  blocks: 2,
  contextTokens: 100,
  contextWindow: 200_000,
  estimated: true,
  usage: noUsage,
  lanes: [{ id: "lane-1", agentId: null, kind: "main", turns: 1, lastSeen: "2026-01-01T00:00:00.000Z" }],
  ...fields,
});

export const sampleTurn = (n: number, fields: Partial<Turn> = {}): Turn => ({
  id: `turn-${n}`,
  sessionId: "session-1",
  lane: "lane-1",
  number: n,
  model: "claude-sonnet-4-5",
  startedAt: "2026-01-01T00:00:00.000Z",
  duration: 1_000,
  status: 200,
  outcome: "complete",
  stopReason: "end_turn",
  error: null,
  attempts: 1,
  usage: noUsage,
  requestBytes: 100,
  answerBytes: 100,
  blocks: [],
  answerBlocks: [],
  ...fields,
});
