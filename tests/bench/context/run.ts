import { writeFileSync } from "node:fs";
import { loadTranscripts } from "../../../packages/engine/src/dialects/testing/load-transcripts.ts";
import { terms } from "./bill.ts";
import { type Calibration, calibrate } from "./calibrate.ts";
import { addFigures, type Figures, measure } from "./measure.ts";
import { apiClear } from "./methods/api-clear.ts";
import { autoMethods } from "./methods/auto.ts";
import { maskEveryTurn, maskInBatches } from "./methods/mask.ts";
import type { Method } from "./methods/method.ts";
import { raw } from "./methods/raw.ts";
import { needsOf } from "./needs.ts";
import { type ContextBenchOptions, readOptions } from "./options.ts";
import { calibrationLines, type Row, tableLines } from "./report.ts";
import { readSession } from "./session.ts";
import { TextSearch } from "./texts.ts";

// What sending less costs and loses, on recorded sessions: each method's requests are made turn by turn, billed by the rules
// of Anthropic's cache at the recorded times, and asked for what the recorded answers then needed.

async function main(options: ContextBenchOptions): Promise<void> {
  const methods = [raw, maskEveryTurn, maskInBatches, apiClear, ...(await autoMethods(options.entries))];
  const sessions = loadTranscripts()
    .filter(({ id }) => id.includes(options.only))
    .map((transcript) => readSession(transcript, options.frame));
  const rows: Row[] = [];
  const calibrations: Calibration[] = [];
  for (const session of sessions) {
    const search = new TextSearch();
    const needs = needsOf(session, search);
    const calibration = options.frame ? calibrate(session) : null;
    if (calibration) calibrations.push(calibration);
    const figuresOf = (method: Method, ttl: "5m" | "1h"): Figures =>
      measure(session, method.run(session, ttl).requests, needs, search, {
        terms: terms[ttl],
        entries: options.entries,
      });
    for (const method of methods)
      rows.push({
        session: session.id,
        method: method.name,
        figures: { "5m": figuresOf(method, "5m"), "1h": figuresOf(method, "1h") },
      });
  }
  const billed = new Set(sessions.filter(({ ttlRecorded }) => ttlRecorded).map(({ id }) => id));
  const total = billed.size === 0 ? [] : methods.map(({ name }) => totalOf(name, rows, billed));
  if (options.json) {
    const text = `${JSON.stringify({ calibrations, rows, total }, null, 2)}\n`;
    if (options.json !== "-") writeFileSync(options.json, text);
    else return void process.stdout.write(text);
  }
  const lines = [...calibrationLines(calibrations), ""];
  for (const { id } of sessions)
    lines.push(
      ...tableLines(
        id,
        rows.filter(({ session }) => session === id),
      ),
      "",
    );
  if (total.length > 0) lines.push(...tableLines(`the ${billed.size} with billed usage`, total));
  process.stdout.write(`${lines.join("\n")}\n`);
}

function totalOf(method: string, rows: readonly Row[], among: ReadonlySet<string>): Row {
  const own = rows.filter((row) => row.method === method && among.has(row.session));
  const sum = (ttl: "5m" | "1h") => own.map(({ figures }) => figures[ttl]).reduce(addFigures);
  return { session: "total", method, figures: { "5m": sum("5m"), "1h": sum("1h") } };
}

await main(readOptions(process.argv.slice(2)));
