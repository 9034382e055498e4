import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { median, percentile } from "../statistics.ts";
import { contenderNames, startContender } from "./contenders.ts";
import { GrowingConversation } from "./conversation.ts";
import { measureFilter } from "./filter.ts";
import { type StageName, stages } from "./guests.ts";
import { measureMemory } from "./memory.ts";
import { measureTenPlugins } from "./ten-plugins.ts";

/**
 * What a call of a plugin costs: the same stage native, in a plain worker, in the js sandbox and as wasm, one after the other in one run on
 * a conversation that grows by a turn with each call. `--calls 300 --sizes 50,200,1000 --json file`
 */
const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "300" },
    sizes: { type: "string", default: "50,200,1000" },
    json: { type: "string" },
  },
});
const calls = Number(values.calls);
const sizes = values.sizes.split(",").map(Number);
const warmUp = 30;
/** Turns of a conversation: from `size` blocks to 76 more. */
const TURNS = 20;

interface Cell {
  readonly stage: StageName;
  readonly blocks: number;
  readonly contender: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
}

async function measure(stage: StageName, blocks: number, name: (typeof contenderNames)[number]): Promise<Cell | null> {
  const contender = await startContender(name, stage);
  if (!contender) return null;
  let conversation = new GrowingConversation(blocks);
  let lane = 1;
  const took: number[] = [];
  for (let call = 0; call < calls + warmUp; call++) {
    // A small conversation would not stay one: another begins, as sessions do.
    if (conversation.turn === TURNS) {
      conversation = new GrowingConversation(blocks);
      lane++;
    }
    const shown = conversation.next();
    const started = performance.now();
    await contender.call(shown, conversation.turn, lane);
    if (call >= warmUp) took.push(performance.now() - started);
  }
  await contender.close();
  return { stage, blocks, contender: name, p50: median(took), p95: percentile(took, 0.95) };
}

const cells: Cell[] = [];
for (const stage of Object.keys(stages) as StageName[])
  for (const blocks of sizes)
    for (const name of contenderNames) {
      const cell = await measure(stage, blocks, name);
      if (!cell) continue;
      cells.push(cell);
      const native = cells.find(
        (each) => each.stage === stage && each.blocks === blocks && each.contender === "native",
      );
      const ratio = native ? `${(cell.p50 / native.p50).toFixed(1)} × native` : "";
      console.log(
        `${stage.padEnd(10)} ${String(blocks).padStart(5)} blocks  ${name.padEnd(12)} p50 ${cell.p50.toFixed(3)} ms  p95 ${cell.p95.toFixed(3)} ms  ${ratio}`,
      );
    }

const filter = await measureFilter();
console.log(`filter that matches nothing, 200 blocks: ${(filter.p50 * 1_000).toFixed(2)} µs`);
const ten = await measureTenPlugins(calls);
console.log(
  `ten plugins on a growing conversation: p50 ${ten.p50.toFixed(2)} ms, p95 ${ten.p95.toFixed(2)} ms; with 800 blocks more ${ten.largeP50.toFixed(2)} ms`,
);
const memory = await measureMemory();
console.log(
  `memory: ${memory.js.toFixed(1)} MB per js plugin, ${memory.wasm.toFixed(2)} MB per wasm module (RSS, of ten)`,
);

const at = (stage: StageName, contender: string): number =>
  cells.find((cell) => cell.stage === stage && cell.contender === contender && cell.blocks === 200)?.p50 ?? Number.NaN;
const verdicts: [what: string, value: number, limit: number, unit: string][] = [
  ["js, metadata stage, 200 blocks", at("metadata", "js"), 0.5, "ms"],
  ["js ÷ plain worker, metadata, 200 blocks", at("metadata", "js") / at("metadata", "plain worker"), 12, "×"],
  ["wasm, metadata stage, 200 blocks", at("metadata", "wasm"), 0.1, "ms"],
  [
    "js content stage through primitives ÷ native, 200 blocks",
    at("primitives", "js") / at("primitives", "native"),
    2,
    "×",
  ],
  ["filter that matches nothing", filter.p50 * 1_000, 5, "µs"],
  ["ten plugins, growing conversation", ten.p50, 3, "ms"],
  ["memory of a js plugin", memory.js, 30, "MB"],
  ["memory of a wasm module beside the shared worker", memory.wasm, 4, "MB"],
];
for (const [what, value, limit, unit] of verdicts)
  console.log(
    `- ${what}: ${value.toFixed(3)} ${unit} (limit ≤ ${limit} ${unit}) ${value <= limit ? "holds" : "**does not hold**"}`,
  );
if (values.json) writeFileSync(values.json, JSON.stringify({ cells, filter, ten, memory }, null, 2));
