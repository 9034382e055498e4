import type { Usage } from "@aperture/sdk";
import type { Connection } from "./connection.ts";
import type { Store } from "./contract.ts";
import { createInsert, createUpdate, type Fields, plain, stored } from "./fields.ts";
import { decodeNumberRuns, encodeNumberRuns } from "./number-runs.ts";
import type { TurnRecord } from "./records.ts";
import type { Transactions } from "./transactions.ts";

type Row = Omit<TurnRecord, "usage" | "blocks" | "answerBlocks"> &
  Record<"input" | "output" | "cacheRead" | "cacheWrite5m" | "cacheWrite1h" | "reasoning", number | null> & {
    blocks: Uint8Array;
    answerBlocks: Uint8Array;
  };

const fields: Fields<Omit<TurnRecord, "n">> = {
  session: plain("session"),
  lane: plain("lane"),
  number: plain("number"),
  model: plain("model"),
  startedAt: plain("started_at"),
  duration: plain("duration"),
  status: plain("status"),
  outcome: plain("outcome"),
  stopReason: plain("stop_reason"),
  error: plain("error"),
  attempts: plain("attempts"),
  usage: {
    columns: ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "reasoning"],
    values: (usage) =>
      usage === null
        ? [null, null, null, null, null, null]
        : [usage.input, usage.output, usage.cacheRead, usage.cacheWrite5m, usage.cacheWrite1h, usage.reasoning ?? null],
  },
  requestBytes: plain("request_bytes"),
  answerBytes: plain("answer_bytes"),
  maxOutputTokens: plain("max_output_tokens"),
  blocks: stored("blocks", encodeNumberRuns),
  answerBlocks: stored("answer_blocks", encodeNumberRuns),
};
const select = `SELECT n, session, lane, number, model, started_at AS startedAt, duration, status, outcome,
  stop_reason AS stopReason, error, attempts, input, output, cache_read AS cacheRead, cache_write_5m AS cacheWrite5m,
  cache_write_1h AS cacheWrite1h, reasoning, request_bytes AS requestBytes, answer_bytes AS answerBytes,
  max_output_tokens AS maxOutputTokens, blocks, answer_blocks AS answerBlocks FROM turns`;
const sums = `SELECT total(input) AS input, total(output) AS output, total(cache_read) AS cacheRead,
  total(cache_write_5m) AS cacheWrite5m, total(cache_write_1h) AS cacheWrite1h FROM turns WHERE session = ?`;

function toRecord(row: Row): TurnRecord {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h, reasoning, ...rest } = row;
  const usage: Usage | null =
    input === null || output === null || cacheRead === null || cacheWrite5m === null || cacheWrite1h === null
      ? null
      : { input, output, cacheRead, cacheWrite5m, cacheWrite1h, ...(reasoning === null ? {} : { reasoning }) };
  return {
    ...rest,
    usage,
    blocks: decodeNumberRuns(row.blocks),
    answerBlocks: decodeNumberRuns(row.answerBlocks),
  };
}

export function createTurns(connection: Connection, { join }: Transactions): Store["turns"] {
  const insert = createInsert(connection, "turns", fields);
  const update = createUpdate(connection, "turns", fields);
  const byNumber = connection.prepare<Row>(`${select} WHERE n = ?`);
  const ofLane = connection.prepare<Row>(`${select} WHERE lane = ? ORDER BY n DESC LIMIT ?`);
  const ofSession = connection.prepare<Row>(`${select} WHERE session = ? AND n < ? ORDER BY n DESC LIMIT ?`);
  const usage = connection.prepare<Omit<Usage, "reasoning">>(sums);
  const count = connection.prepare<{ count: number }>("SELECT count(*) AS count FROM turns WHERE session = ?");
  const failRunning = connection.prepare("UPDATE turns SET outcome = 'failed', error = ? WHERE outcome = 'running'");
  return {
    insert: (turn) => join(() => ({ ...turn, n: insert(turn) })),
    update: (n, changes) => join(() => update(n, changes)),
    get(n) {
      const row = byNumber.get(n);
      return row && toRecord(row);
    },
    ofLane: (lane, limit) => ofLane.all(lane, limit).map(toRecord),
    ofSession: (session, { limit, before }) =>
      ofSession.all(session, before ?? Number.MAX_SAFE_INTEGER, limit).map(toRecord),
    usageOfSession: (session) =>
      usage.get(session) ?? { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
    countOfSession: (session) => count.get(session)?.count ?? 0,
    failRunning: (error) => join(() => failRunning.run(error).changes),
  };
}
