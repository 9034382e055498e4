import { type InlineRule, Template } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { StageBlock, StageContext } from "../stage/stage.ts";
import { stageBlock, stageContext } from "../stage/testing/stage-block.ts";
import { compileTemplate } from "../templates/compile-template.ts";
import { createApplyRules } from "./apply-rules.ts";
import { compileRules } from "./compile-rules.ts";
import { inlineRule } from "./testing/inline-rule.ts";
import { searchClock } from "./testing/search-clock.ts";

/** A stage whose texts take `cost` ms each to be searched. */
function stand(cost: number, rules: readonly InlineRule[], template?: object) {
  const compiled = compileRules(rules);
  const made = template ? compileTemplate(Template.parse({ kind: "template", name: "review", ...template })) : null;
  const time = searchClock(cost);
  const told: string[] = [];
  const stage = createApplyRules({
    rulesOf: () => compiled,
    templateOf: () => made,
    compress: (level) => ({ text: level.slice(0, 3), content: "log", note: "" }),
    stalenessOf: (blocks) => blocks.map(() => 0),
    unmet: (_session, _lane, _name, says) => told.push(says),
    clock: time.clock,
  });
  const run = (blocks: readonly StageBlock[], context: Partial<StageContext> = {}) => {
    const result = stage.process(
      blocks.map((block) => time.slowly(block)),
      stageContext(context),
    );
    const { intents, reason } = "intents" in result ? result : { intents: result, reason: null };
    return {
      reason,
      intents,
      wanted: intents.map((intent) => `${intent.kind} ${"block" in intent ? intent.block : ""}`.trim()),
    };
  };
  return { run, told, time };
}

const block = (n: number, text: string, given: Partial<StageBlock> = {}): StageBlock =>
  stageBlock({ n, text, ...given });
const said = (...texts: string[]): StageBlock[] => texts.map((text, index) => block(index + 1, text));
const remove = { do: "remove" };
const five = said("a", "a", "b", "a", "a");

test("texts that there is no time for are searched with the next requests, the ones that wait first", () => {
  const { run } = stand(6, [inlineRule("text:a", remove)]);
  const first = run(five, { turn: 1 });
  expect(first.wanted).toEqual(["remove 1", "remove 2"]);
  expect(first.reason).toBe("2 wanted by 1 rules; the texts of 3 blocks are searched on with the next request");
  const more = [...five, block(6, "a")];
  expect(run(more, { turn: 2 }).wanted).toEqual(["remove 4"]);
  expect(run(more, { turn: 3 })).toMatchObject({ wanted: ["remove 5", "remove 6"], reason: "2 wanted by 1 rules" });
  expect(run(more, { turn: 4 }).wanted).toEqual([]);
});

test("what waits, goes and comes back is searched then", () => {
  const { run } = stand(11, [inlineRule("text:a", remove)]);
  expect(run(five.slice(0, 3), { turn: 1 }).wanted).toEqual(["remove 1"]);
  expect(run(five.slice(0, 1), { turn: 2 })).toMatchObject({ wanted: [], reason: "0 wanted by 1 rules" });
  expect(run(five.slice(0, 2), { turn: 3 })).toMatchObject({ wanted: ["remove 2"], reason: "1 wanted by 1 rules" });
});

test("rules that ask of no text wait for none; what is found later takes its place among the blocks", () => {
  const rules = [
    inlineRule("text:a", remove, { name: "slow", limits: { perRequest: 1, keepNewest: 1 } }),
    inlineRule("id:4", remove, { name: "plain" }),
  ];
  const { run } = stand(11, rules);
  expect(run(five, { turn: 1 }).wanted).toEqual(["remove 4"]);
  expect(run(five, { turn: 2 }).wanted).toEqual(["remove 1"]);
  const waited = [3, 4, 5, 6].flatMap((turn) => run(five, { turn }).wanted);
  expect(waited).toEqual(["remove 2", "remove 4"]);
});

test("what a rule may pin is pinned until its text is searched", () => {
  const rules = [
    inlineRule("text:b", { do: "pin", at: "top" }, { name: "keeps" }),
    inlineRule("role:tool_result", remove, { name: "clears" }),
  ];
  const { run } = stand(11, rules);
  const two = five.slice(1, 3);
  const first = run(two, { turn: 1 });
  expect(first.wanted).toEqual(["pin 3", "remove 2"]);
  expect(first.intents[0]).toMatchObject({ actor: "rule:keeps", reason: "rule keeps: its text is not searched yet" });
  expect(run(two, { turn: 2 }).intents).toMatchObject([
    { kind: "pin", block: 3, reason: "rule keeps: matches text:b" },
  ]);
  const { run: other } = stand(11, rules);
  other(said("a", "a"), { turn: 1 });
  expect(other(said("a", "a"), { turn: 2 }).wanted).toEqual(["remove 2"]);
});

test("a rule's moment is held open for what was there in it, and for nothing else", () => {
  const { run } = stand(11, [inlineRule("text:a", remove, { when: { on: "session-start" } })]);
  expect(run(said("a", "a"), { turn: 1 }).wanted).toEqual(["remove 1"]);
  const later = [block(1, "a", { age: 1 }), block(2, "a", { age: 1 }), block(3, "a")];
  expect(run(later, { turn: 2 }).wanted).toEqual(["remove 2"]);
  expect(
    [3, 4].flatMap(
      (turn) =>
        run(
          later.map((one) => ({ ...one, age: one.age + turn - 2 })),
          { turn },
        ).wanted,
    ),
  ).toEqual([]);
});

test("what a template asks for is not missing before everything was searched", () => {
  const constraints = { require: [{ select: "text:b", says: "the word" }] };
  const { run, told } = stand(11, [], { constraints });
  expect(run(five, { turn: 1 }).reason).not.toContain("missing");
  for (const turn of [2, 3, 4, 5]) run(five, { turn });
  expect(told).toEqual([]);
  const lacking = stand(11, [], { constraints });
  for (const turn of [1, 2]) lacking.run(said("a", "c"), { turn });
  expect(lacking.told).toEqual(["the word"]);
});

test("a rule that is slow three times is searched for no more in its session, and that is told", () => {
  const long = (n: number): StageBlock => block(n, `${"-".repeat(5_000)}${n}`);
  const rules = [
    inlineRule("text~-[0-9]", remove, { name: "hostile" }),
    inlineRule("!text~-[0-9]", { do: "pin", at: "top" }, { name: "inverted" }),
    inlineRule("role:tool_result tokens>3", { do: "move", zone: "recency" }, { name: "plain" }),
  ];
  const { run } = stand(11, rules, { constraints: { require: [{ select: "text~-[0-9]", says: "a number" }] } });
  const blocks = [long(1), long(2), long(3), long(4), long(5)];
  for (const turn of [1, 2, 3]) expect(run(blocks, { turn }).wanted).toContain(`remove ${turn}`);
  const fourth = run(blocks, { turn: 4 });
  expect(fourth.wanted.filter((wanted) => !wanted.startsWith("zone"))).toEqual([]);
  expect(fourth.wanted).toContain("zone 5");
  expect(fourth.reason).toBe(
    "5 wanted by 3 rules and template review; searched no more in this session, for a text condition took longer than 10 ms three times: rule:hostile, rule:inverted, template:review",
  );
  expect(run(blocks, { turn: 1, lane: 2 }).reason).toContain("rule:hostile");
  expect(run(blocks, { turn: 1, lane: 3, session: 2 }).wanted).toContain("remove 1");
});

test("the middle of a very long text is not searched", () => {
  const around = "-".repeat(30_000);
  const { run } = stand(0, [inlineRule("text:needle", remove)]);
  const blocks = said(`needle${around}`, `${around}needle${around}`, `${around}needle`);
  expect(run(blocks).wanted).toEqual(["remove 1", "remove 3"]);
});

test("many names that are passed over are counted", () => {
  const rules = Array.from({ length: 7 }, (_, index) => inlineRule("text:a", remove, { name: `rule-${index}` }));
  const { run } = stand(11, rules);
  const blocks = [1, 2, 3, 4].map((n) => block(n, `a${"-".repeat(5_000)}`));
  for (const turn of [1, 2, 3]) run(blocks, { turn });
  expect(run(blocks, { turn: 4 }).reason).toMatch(/: rule:rule-0, rule:rule-1, .*rule:rule-4 and 2 more$/);
});
