import type {
  Block,
  Change,
  ChangePrice,
  Operation,
  OperationItem,
  OperationResult,
  Session,
  Turn,
} from "@aperture/sdk";

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
  sent: null,
  pending: null,
  notes: 0,
  staleness: 0,
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

export const samplePrice = (fields: Partial<ChangePrice> = {}): ChangePrice => ({
  tokensSaved: 900,
  rewrittenTokens: 0,
  costNow: 0,
  turnsToPayBack: 0,
  estimated: false,
  ...fields,
});

export const sampleChange = (n: number, fields: Partial<Change> = {}): Change => ({
  id: `change-${n}`,
  operation: `operation-${n}`,
  sessionId: "session-1",
  lane: "lane-1",
  block: `block-${n}`,
  kind: "compress",
  level: "trimmed",
  state: "pending",
  actor: "user",
  reason: null,
  forced: false,
  createdAt: "2026-01-01T00:00:00.000Z",
  appliedTurn: null,
  price: samplePrice({ rewrittenTokens: 5_000, costNow: 6_000, turnsToPayBack: 7 }),
  ...fields,
});

export const sampleOperation = (n: number, fields: Partial<Operation> = {}): Operation => ({
  id: `operation-${n}`,
  sessionId: "session-1",
  kind: "compress",
  actor: "user",
  reason: null,
  at: "2026-01-01T00:00:00.000Z",
  turn: 1,
  input: {},
  blocks: [`block-${n}`],
  undoneBy: null,
  ...fields,
});

export const sampleItem = (n: number, fields: Partial<OperationItem> = {}): OperationItem => ({
  id: `block-${n}`,
  lane: "lane-1",
  status: "next-request",
  code: null,
  reason: "behind what the provider has cached",
  change: null,
  price: samplePrice(),
  tokensBefore: 1_000,
  tokensAfter: 100,
  ...fields,
});

/** The answer to an operation with these items; counted as the API counts them. */
export function sampleResult(items: readonly OperationItem[], fields: Partial<OperationResult> = {}): OperationResult {
  const count = (status: OperationItem["status"]): number => items.filter((item) => item.status === status).length;
  return {
    operation: "operation-1",
    dryRun: false,
    items: [...items],
    price: samplePrice(),
    summary: {
      recorded: count("recorded"),
      nextRequest: count("next-request"),
      pending: count("pending"),
      refused: count("refused"),
    },
    ...fields,
  };
}
