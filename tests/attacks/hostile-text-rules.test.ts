import { createApplyRules } from "@aperture/engine/rules/apply-rules";
import { compileRules } from "@aperture/engine/rules/compile-rules";
import type { Stage, StageBlock } from "@aperture/engine/stage/stage";
import { stageBlock, stageContext } from "@aperture/engine/stage/testing/stage-block";
import { compileTemplate } from "@aperture/engine/templates/compile-template";
import { createAssignZones } from "@aperture/engine/zones/assign-zones-stage";
import { InlineRule, Template } from "@aperture/sdk";
import { expect, test } from "vitest";

/**
 * A preset is data that anybody may write. Rules and templates whose patterns are costly, and a tool that answers megabytes: the process has one
 * thread, so whatever a stage takes, every session waits for. 200 of these patterns took 4–8 s where all of a text was searched.
 */
const LONGEST = 500;
/** Milliseconds that this thread worked: what other programs take of a busy machine is not the stage's. */
const worked = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};
const text = "banana cake and a calm llama pack a bag, says the log\n".repeat(120_000);
const clock = (): number => performance.now();

/** Costs nothing much at first sight; each is another one. */
const lazy = (n: number): string => `text~"(?i)(.*a){12}x${n}$"`;
/** What its automaton would have to remember is more than fits: 50 ms for 40,000 characters, and nothing it learnt helps with the next text. */
const forgetful = (n: number): string => `text~"(?:a|b)*a(?:a|b){${200 + (n % 200)}}[xyz]${n}?"`;

const rulesOf = (patternOf: (n: number) => string): InlineRule[] =>
  Array.from({ length: 200 }, (_, n) =>
    InlineRule.parse({ name: `rule-${n}`, when: { select: patternOf(n) }, action: { do: "remove" } }),
  );

function ruleStage(patternOf: (n: number) => string): Stage {
  const rules = compileRules(rulesOf(patternOf));
  return createApplyRules({
    rulesOf: () => rules,
    templateOf: () => null,
    compress: () => null,
    stalenessOf: (blocks) => blocks.map(() => 0),
    clock,
  });
}

function templateStages(patternOf: (n: number) => string): Stage[] {
  const selects = Array.from({ length: 60 }, (_, n) => patternOf(n));
  const template = compileTemplate(
    Template.parse({
      kind: "template",
      name: "hostile",
      zones: selects.slice(0, 20).map((select) => ({ select, zone: "primacy" })),
      constraints: {
        keep: selects.slice(20, 30),
        require: selects.slice(30, 40).map((select) => ({ select, says: "so" })),
        atMost: selects.slice(40, 50).map((select) => ({ select, count: 1 })),
      },
    }),
  );
  const templateOf = () => template;
  const stalenessOf = (blocks: readonly StageBlock[]) => blocks.map(() => 0);
  return [
    createAssignZones(() => new Map(), { sizesOf: () => ({ recentTurns: 2 }), templateOf, clock }),
    createApplyRules({ rulesOf: () => null, templateOf, compress: () => null, stalenessOf, clock }),
  ];
}

/** The longest that one of the stages worked, in ms, over requests that each bring another long result. */
function longest(stages: readonly Stage[], textOf: (turn: number) => string): number {
  const blocks: StageBlock[] = [];
  let most = 0;
  for (let turn = 1; turn <= 12; turn++) {
    blocks.push(stageBlock({ n: turn, text: textOf(turn), hash: `hash ${turn}` }));
    for (const stage of stages) {
      const started = worked();
      stage.process(blocks, stageContext({ turn }));
      most = Math.max(most, worked() - started);
    }
  }
  return most;
}

/** Noise of two letters, other with each turn. */
const noise = (turn: number): string =>
  Array.from({ length: 40_000 }, (_, at) => "ab"[(Math.imul(at + turn * 77_777, 2_654_435_761) >>> 13) & 1]).join("");

test.each([
  ["200 rules and results of 6 MB", () => [ruleStage(lazy)], () => text],
  ["200 rules that no text helps with another", () => [ruleStage(forgetful)], noise],
  ["a template that sorts, keeps, asks and limits by patterns", () => templateStages(lazy), () => text],
  ["a template of patterns that no text helps with another", () => templateStages(forgetful), noise],
] as const)("%s hold nobody up", (what, stagesOf, textOf) => {
  const took = longest(stagesOf(), textOf);
  console.log(`${what}: ${took.toFixed(0)} ms at most`);
  expect(took).toBeLessThan(LONGEST);
});

test("what is asked of the ends of a text of 6 MB is found all the same, by and by", () => {
  const stage = ruleStage((n) => (n === 199 ? 'text~"the very last words$"' : lazy(n)));
  const blocks = [stageBlock({ n: 1, text: `${text}the very last words` })];
  let removed: string | undefined;
  for (let turn = 1; turn <= 200 && !removed; turn++) {
    const result = stage.process(blocks, stageContext({ turn }));
    removed = ("intents" in result ? result.intents : result)[0]?.actor;
  }
  expect(removed).toBe("rule:rule-199");
});
