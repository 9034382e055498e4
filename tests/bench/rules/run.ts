import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Compress } from "../../../packages/engine/src/compression/contract.ts";
import { stalenessOf as staleness } from "../../../packages/engine/src/insight/staleness.ts";
import { createApplyRules } from "../../../packages/engine/src/rules/apply-rules.ts";
import { compileRules } from "../../../packages/engine/src/rules/compile-rules.ts";
import { createNaiveRules } from "../../../packages/engine/src/rules/testing/naive-rules.ts";
import type { Intent } from "../../../packages/engine/src/stage/intent.ts";
import type { StageBlock, StageContext } from "../../../packages/engine/src/stage/stage.ts";
import { stageContext } from "../../../packages/engine/src/stage/testing/stage-block.ts";
import { median, percentile } from "../statistics.ts";
import { fiftyRules } from "./fifty-rules.ts";
import { GrowingLane } from "./growing-lane.ts";

/**
 * What fifty rules add to a request of a conversation that grows by a turn with each, against every rule asked of every block. Both in one run, one
 * after the other with each request. `--requests 200 --sizes 100,300,1000 --json file`; exit code 1 where the stage takes more than 0.3 ms.
 */
const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "200" },
    sizes: { type: "string", default: "100,300,1000" },
    json: { type: "string" },
  },
});
const requests = Number(values.requests);
/** Requests at the start that are not counted: what a conversation brings that is met half-way. */
const FIRST = 20;
/** Milliseconds at the median. */
const MOST = 0.3;

/** Texts are not what is measured: both sides make the same ones. */
const compress: Compress = (level, { text }) => ({
  text: text.slice(0, text.length * { trimmed: 0.7, summarized: 0.4, minimal: 0.1 }[level]),
  content: "log",
  note: "",
});

const stalenessOf = (blocks: readonly StageBlock[]): number[] =>
  staleness(
    blocks.map((block) => ({ ...block, turn: -block.age })),
    0,
  );

interface Row {
  readonly blocks: number;
  readonly p50: number;
  readonly p95: number;
  readonly naive: number;
  readonly ratio: number;
  readonly first: number;
}

const rules = fiftyRules();
const rows = values.sizes.split(",").map((size) => measure(Number(size)));
for (const { blocks, p50, p95, naive, ratio, first } of rows)
  console.log(
    `${String(blocks).padStart(5)} blocks: 50 rules add p50 ${p50.toFixed(3)} ms, p95 ${p95.toFixed(3)}; all rules on all blocks ${naive.toFixed(3)} ms, ${ratio.toFixed(1)} times as much; first request ${first.toFixed(1)} ms`,
  );
if (values.json) writeFileSync(values.json, JSON.stringify({ requests, rows }, null, 2));
if (rows.some(({ p50 }) => p50 > MOST)) {
  console.error(`more than ${MOST} ms`);
  process.exitCode = 1;
}

function measure(size: number): Row {
  const compiled = compileRules(rules);
  const stage = createApplyRules({ rulesOf: () => compiled, templateOf: () => null, compress, stalenessOf });
  const naive = createNaiveRules({ rules, compress, stalenessOf });
  const end = size + 4 * requests;
  // Two conversations that are the same, so that neither sees what the other wanted.
  const lanes = [new GrowingLane(size), new GrowingLane(size)] as const;
  const sides = [
    {
      lane: lanes[0],
      took: [] as number[],
      process: (shown: readonly StageBlock[], to: StageContext) => intentsOf(shown, to),
    },
    { lane: lanes[1], took: [] as number[], process: naive },
  ] as const;
  for (let request = 0; request < requests; request++) {
    const wanted = sides.map(({ lane, took, process: act }) => {
      const blocks = lane.next();
      const context = stageContext({ turn: lane.turn, tokens: 60_000, limit: 100_000 });
      const started = performance.now();
      const intents = act(blocks, context);
      took.push(performance.now() - started);
      lane.apply(intents);
      return intents.length;
    });
    if (wanted[0] !== wanted[1]) throw new Error(`${wanted[0]} wanted, not ${wanted[1]}: they do not do the same`);
  }
  const [ours, theirs] = sides.map(({ took }) => took.slice(FIRST));
  const p50 = median(ours!);
  const other = median(theirs!);
  return { blocks: end, p50, p95: percentile(ours!, 0.95), naive: other, ratio: other / p50, first: sides[0].took[0]! };

  function intentsOf(blocks: readonly StageBlock[], context: StageContext): readonly Intent[] {
    const result = stage.process(blocks, context);
    return "intents" in result ? result.intents : result;
  }
}
