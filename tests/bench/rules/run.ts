import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Compress } from "../../../packages/engine/src/compression/contract.ts";
import { stalenessOf as staleness } from "../../../packages/engine/src/insight/staleness.ts";
import { createApplyRules } from "../../../packages/engine/src/rules/apply-rules.ts";
import { compileRules } from "../../../packages/engine/src/rules/compile-rules.ts";
import { createNaiveRules } from "../../../packages/engine/src/rules/testing/naive-rules.ts";
import type { Intent } from "../../../packages/engine/src/stage/intent.ts";
import type { StageBlock, StageContext, StageResult } from "../../../packages/engine/src/stage/stage.ts";
import { stageContext } from "../../../packages/engine/src/stage/testing/stage-block.ts";
import { median, percentile } from "../statistics.ts";
import { fiftyRules } from "./fifty-rules.ts";
import { GrowingLane, PER_TURN } from "./growing-lane.ts";
import { measureTextRules } from "./text-rules.ts";

/**
 * What fifty rules add to a request of a conversation that grows by a turn with each, against every rule asked of every block, both in one
 * run, conversation by conversation in turns. `--sizes 100,300,1000 --json file`: blocks at the end, from a tenth of them on; exit code 1 where the stage
 * takes more than 0.3 ms. Then what 200 rules with a costly pattern each take of a request with a large tool result, `--texts` characters long.
 */
const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "100,300,1000" },
    texts: { type: "string", default: "420000,2800000,6300000" },
    json: { type: "string" },
  },
});
/** Conversations of each size; their first requests are not counted: what one brings that is met half-way. */
const ROUNDS = 6;
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
const texts = values.texts.split(",").map((length) => measureTextRules(Number(length)));
for (const { length, longest, sum, requests, unbounded } of texts)
  console.log(
    `200 text rules, a result of ${(length / 1e6).toFixed(2)} MB: ${longest.toFixed(0)} ms at most in a request, ${sum.toFixed(0)} ms in ${requests} until all is searched; unbounded ${unbounded.toFixed(0)} ms in one`,
  );
if (values.json) writeFileSync(values.json, JSON.stringify({ rows, texts }, null, 2));
if (rows.some(({ p50 }) => p50 > MOST)) {
  console.error(`more than ${MOST} ms`);
  process.exitCode = 1;
}

function measure(blocks: number): Row {
  const took = { ours: [] as number[], naive: [] as number[], first: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const compiled = compileRules(rules);
    const stage = createApplyRules({ rulesOf: () => compiled, templateOf: () => null, compress, stalenessOf });
    const ours = talk(blocks, (shown, context) => intentsOf(stage.process(shown, context)));
    const naive = talk(blocks, createNaiveRules({ rules, compress, stalenessOf }));
    if (ours.wanted.join() !== naive.wanted.join()) throw new Error("they do not want the same");
    took.first = ours.took[0]!;
    took.ours.push(...ours.took.slice(1));
    took.naive.push(...naive.took.slice(1));
  }
  const [p50, other] = [median(took.ours), median(took.naive)];
  return { blocks, p50, p95: percentile(took.ours, 0.95), naive: other, ratio: other / p50, first: took.first };
}

/** A conversation of its own, so that neither sees what the other wanted. */
function talk(blocks: number, act: (blocks: readonly StageBlock[], context: StageContext) => readonly Intent[]) {
  const lane = new GrowingLane(Math.ceil(blocks / 10));
  const took: number[] = [];
  const wanted: number[] = [];
  for (let request = 0; request <= (blocks * 0.9) / PER_TURN; request++) {
    const shown = lane.next();
    const context = stageContext({ turn: lane.turn, tokens: 60_000, limit: 100_000 });
    const started = performance.now();
    const intents = act(shown, context);
    took.push(performance.now() - started);
    wanted.push(intents.length);
    lane.apply(intents);
  }
  return { took, wanted };
}

function intentsOf(result: StageResult): readonly Intent[] {
  return "intents" in result ? result.intents : result;
}
