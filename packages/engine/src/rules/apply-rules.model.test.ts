import fc from "fast-check";
import { expect, test } from "vitest";
import type { Compress } from "../compression/contract.ts";
import type { StageBlock } from "../stage/stage.ts";
import { createApplyRules } from "./apply-rules.ts";
import { compileRules } from "./compile-rules.ts";
import { createNaiveRules } from "./testing/naive-rules.ts";
import { event, RandomConversation } from "./testing/random-conversation.ts";
import { randomRules } from "./testing/random-rule.ts";

const isDeep = process.env.APERTURE_DEEP === "1";

/** Shorter the deeper; nothing is gained from every seventh. */
const compress: Compress = (level, { text, toolInput, id }) => {
  if (text.length % 7 === 0) return null;
  const share = { trimmed: 0.7, summarized: 0.4, minimal: 0.1 }[level];
  return { text: `${id} ${toolInput?.length ?? 0} ${text.slice(0, text.length * share)}`, content: "log", note: "" };
};

const stalenessOf = (blocks: readonly StageBlock[]): number[] => blocks.map(({ n, age }) => (n * 31 + age * 17) % 101);

test("the stage wants what every rule asked of every block with every request would want", () => {
  let wanted = 0;
  let turns = 0;
  fc.assert(
    fc.property(
      randomRules,
      fc.array(fc.array(event, { maxLength: 6, size: "max" }), { minLength: 1, maxLength: 16, size: "max" }),
      (rules, happened) => {
        const compiled = compileRules(rules);
        const stage = createApplyRules({ rulesOf: () => compiled, templateOf: () => null, compress, stalenessOf });
        const naive = createNaiveRules({ rules, compress, stalenessOf });
        const conversation = new RandomConversation();
        for (const events of happened) {
          for (const one of events) conversation.happen(one);
          const { blocks, context } = conversation.request();
          const result = stage.process(blocks, context);
          const intents = "intents" in result ? result.intents : result;
          expect(intents).toEqual(naive(blocks, context));
          conversation.want(intents);
          wanted += intents.length;
          turns++;
        }
      },
    ),
    { numRuns: isDeep ? 20_000 : 1_500 },
  );
  // A test in which little happens would prove little.
  expect(wanted / turns).toBeGreaterThan(0.5);
});
