import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { busiestFunctions } from "./busiest-functions.ts";
import { allCells, type Cell, type CellResult } from "./cells/cell.ts";
import { measureControlled } from "./cells/controlled.ts";
import { measureMemory } from "./cells/memory.ts";
import { measureParallel } from "./cells/parallel.ts";
import { measureSingle } from "./cells/single.ts";
import { type Field, startField } from "./contenders.ts";
import { figuresOf } from "./figures.ts";
import { microCells } from "./micro/micro.ts";
import { type BenchOptions, readOptions, usage } from "./options.ts";
import { recordedTurns } from "./recorded-turns.ts";
import { cellLines, verdictLines } from "./report.ts";
import { verdictsOf } from "./verdicts.ts";

// Aperture beside a direct connection, a bare pass-through and a parse+stringify proxy, in one run on one machine.
// This process is the load client; the upstream, each proxy, Aperture and a connected page are processes of their own.
// Exit code 1: a limit does not hold.

const print = (lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);

async function main(options: BenchOptions): Promise<void> {
  const run = `${process.pid}-${Date.now()}`;
  const cells = allCells().filter(({ name }) => name.includes(options.only));
  const micros = microCells.filter(({ name }) => name.includes(options.only));
  if (cells.length + micros.length === 0) throw new Error(`no cell is named like "${options.only}"`);
  const profile = options.profile ? resolve(options.profile) : null;
  if (profile) mkdirSync(profile, { recursive: true });
  print([`${cpus()[0]?.model ?? "unknown CPU"}, ${availableParallelism()} cores, Node ${process.versions.node}`]);
  const results: CellResult[] = [];
  // Each cell starts everything anew: no cell inherits another's heap, caches or database.
  for (const cell of cells) {
    const field = await startField({ aperture: options.aperture, profile });
    try {
      const measured = await measure(cell, field, options, run);
      const result = field.api ? { ...measured, recorded: await recordedTurns(field.api) } : measured;
      results.push(result);
      print(cellLines(result));
    } finally {
      await field.stop();
    }
  }
  const measured = micros.map(({ measure: measureMicro }) => measureMicro());
  for (const { lines } of measured) print(lines);
  const verdicts = [...results.flatMap(verdictsOf), ...measured.flatMap((micro) => micro.verdicts)];
  print(verdictLines(verdicts));
  if (verdicts.some(({ holds }) => !holds)) process.exitCode = 1;
  if (profile) print(busiestFunctions(profile));
  if (options.json) {
    writeFileSync(options.json, `${JSON.stringify({ node: process.versions.node, results, verdicts }, null, 2)}\n`);
  }
}

async function measure(cell: Cell, field: Field, options: BenchOptions, run: string): Promise<CellResult> {
  if (cell.kind === "memory") return measureMemory(cell, field, options.memoryRequests, run);
  if (cell.kind === "parallel") {
    const { timings, rates } = await measureParallel(cell, field.contenders, options.rounds, run);
    return { cell, figures: figuresOf(timings, rates) };
  }
  if (cell.kind === "controlled") return measureControlled(cell, field, options.requests, run);
  const requests = cell.kind === "cold" ? Math.ceil(options.requests / 3) : options.requests;
  return { cell, figures: figuresOf(await measureSingle(cell, field.contenders, requests, run)) };
}

let options: BenchOptions | undefined;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n${usage}\n`);
  process.exitCode = 2;
}
if (options) await main(options);
