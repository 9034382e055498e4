import { createApplyRules } from "../../../packages/engine/src/rules/apply-rules.ts";
import { compileRules } from "../../../packages/engine/src/rules/compile-rules.ts";
import { createNaiveRules } from "../../../packages/engine/src/rules/testing/naive-rules.ts";
import { stageBlock, stageContext } from "../../../packages/engine/src/stage/testing/stage-block.ts";
import { InlineRule } from "../../../packages/sdk/src/index.ts";

export interface TextRulesRow {
  /** Characters of the result. */
  readonly length: number;
  /** Milliseconds that the longest request took, all of them together, and how many there were until everything was searched. */
  readonly longest: number;
  readonly sum: number;
  readonly requests: number;
  /** Milliseconds of one request in which every rule searches all of the text. */
  readonly unbounded: number;
}

const RULES = 200;
/** Far more than it takes. */
const MOST_REQUESTS = 1_000;

/** What 200 rules with a costly pattern each take of requests with one large tool result, beside what searching all of it takes. */
export function measureTextRules(length: number): TextRulesRow {
  const rules = Array.from({ length: RULES }, (_, n) =>
    InlineRule.parse({
      name: `rule-${n}`,
      when: { select: `text~"(?i)(.*a){12}x${n}$"` },
      action: { do: "remove" },
    }),
  );
  const text = "banana cake and a calm llama pack a bag, says the log\n".repeat(length / 50).slice(0, length);
  const blocks = [stageBlock({ n: 1, text })];
  const stalenessOf = () => [0];
  const compress = () => null;
  const compiled = compileRules(rules);
  const stage = createApplyRules({
    rulesOf: () => compiled,
    templateOf: () => null,
    compress,
    stalenessOf,
    clock: () => performance.now(),
  });
  const took: number[] = [];
  for (let turn = 1; turn <= MOST_REQUESTS; turn++) {
    const started = performance.now();
    const result = stage.process(blocks, stageContext({ turn }));
    took.push(performance.now() - started);
    if ("intents" in result && !result.reason?.includes("searched on")) break;
  }
  const naive = createNaiveRules({ rules, compress, stalenessOf });
  const started = performance.now();
  naive(blocks, stageContext({ turn: 1 }));
  const unbounded = performance.now() - started;
  const sum = took.reduce((all, ms) => all + ms, 0);
  return { length, longest: Math.max(...took), sum, requests: took.length, unbounded };
}
