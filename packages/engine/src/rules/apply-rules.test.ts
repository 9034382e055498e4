import { type InlineRule, Template, type Zone } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { StageBlock, StageContext } from "../stage/stage.ts";
import { stageBlock, stageContext } from "../stage/testing/stage-block.ts";
import { compileTemplate } from "../templates/compile-template.ts";
import { createApplyRules } from "./apply-rules.ts";
import { compileRules } from "./compile-rules.ts";
import { inlineRule } from "./testing/inline-rule.ts";

const minimal = { do: "compress", level: "minimal" };

interface Stand {
  readonly rules?: readonly InlineRule[];
  readonly template?: object;
  readonly clock?: () => number;
  readonly moved?: readonly [number, Zone][];
}

function stand({ rules = [], template, clock, moved = [] }: Stand) {
  const told: string[] = [];
  const compiled = compileRules(rules);
  const made = template
    ? compileTemplate(Template.parse({ kind: "template", name: "some-template", ...template }))
    : null;
  const stage = createApplyRules({
    rulesOf: () => compiled,
    templateOf: () => made,
    compress: (level, { text }) => ({ text: `${level} ${text.slice(0, 4)}`, content: "log", note: "" }),
    stalenessOf: (blocks) => blocks.map(({ n }) => n * 10),
    unmet: (session, lane, name, says) => told.push(`${session} ${lane} ${name} ${says}`),
    clock,
    zonesOf: () => new Map(moved),
  });
  const run = (blocks: readonly StageBlock[], context: Partial<StageContext> = {}) => {
    const result = stage.process(blocks, stageContext(context));
    return "intents" in result ? result : { intents: result, reason: null };
  };
  return {
    told,
    run,
    numbers: (...given: Parameters<typeof run>) =>
      run(...given).intents.map((intent) => ("block" in intent ? intent.block : intent.kind)),
  };
}

const long = (n: number, given: Partial<StageBlock> = {}): StageBlock =>
  stageBlock({ n, text: `${n} ${"long text ".repeat(20)}`, tokens: 60, ...given });
const three = [long(1), long(2), long(3)];

test("without rules and template nothing is asked and nothing said", () => {
  expect(stand({}).run(three)).toEqual({ intents: [], reason: null });
});

test("what it wants says who wants it and why, and is never forced", () => {
  const { run } = stand({ rules: [inlineRule("id:2", minimal, { description: "because" })] });
  expect(run(three)).toEqual({
    intents: [
      {
        kind: "compress",
        block: 2,
        level: "minimal",
        text: "minimal 2 lo",
        reason: "rule some-rule: because",
        actor: "rule:some-rule",
      },
    ],
    reason: "1 wanted by 1 rules",
  });
});

test("it asks once for each block, also where that came to nothing; a new text is a new block", () => {
  const { numbers } = stand({ rules: [inlineRule("role:tool_result", minimal)] });
  expect(numbers(three, { turn: 1 })).toEqual([1, 2, 3]);
  expect(numbers(three, { turn: 1 })).toEqual([1, 2, 3]);
  expect(numbers([...three, long(4)], { turn: 2 })).toEqual([4]);
  expect(numbers([...three, long(4, { hash: "another" })], { turn: 3 })).toEqual([4]);
  expect(numbers(three, { turn: 3, lane: 2 })).toEqual([1, 2, 3]);
});

test.each([
  ["pinned", { pinned: "top" }],
  ["sealed", { editable: false }],
  ["waiting", { isPending: true }],
  ["as short already", { level: "minimal" }],
] as const)("a block that is %s is left alone", (_, given) => {
  const { numbers } = stand({ rules: [inlineRule("role:tool_result", minimal)] });
  expect(numbers([long(1, given), long(2)])).toEqual([2]);
});

test("the first rule that acts upon a block has it to itself in that request", () => {
  const rules = [
    inlineRule("id:1", { do: "remove" }, { name: "first" }),
    inlineRule("id:1,2", minimal, { name: "then" }),
  ];
  expect(stand({ rules }).numbers(three)).toEqual([1, 2]);
  const pins = [...rules, inlineRule("id:1", { do: "pin", at: "top" }, { name: "pins-come-first" })];
  expect(
    stand({ rules: pins })
      .run(three)
      .intents.map(({ kind }) => kind),
  ).toEqual(["pin", "compress"]);
});

test("limits: the newest are left alone, small ones are, and only so many go at once", () => {
  const of = (limits: object) => stand({ rules: [inlineRule("role:tool_result", minimal, { limits })] }).numbers;
  expect(of({ keepNewest: 2 })(three)).toEqual([1]);
  expect(of({ keepNewest: 3 })(three)).toEqual([]);
  expect(of({ minTokens: 60 })([long(1, { tokens: 59 }), long(2)])).toEqual([2]);
  const two = of({ perRequest: 2 });
  expect(two(three, { turn: 1 })).toEqual([1, 2]);
  expect(two(three, { turn: 2 })).toEqual([3]);
});

test("age is the requests since a block came", () => {
  const rules = [inlineRule("role:tool_result", minimal, { when: { olderThan: 2 } })];
  expect(stand({ rules }).numbers([long(1, { age: 3 }), long(2, { age: 2 })], { turn: 9 })).toEqual([1]);
});

test.each([
  ["above its share of the limit", { budgetAbove: 0.5 }, { tokens: 501, limit: 1_000 }, true],
  ["at its share of the limit", { budgetAbove: 0.5 }, { tokens: 500, limit: 1_000 }, false],
  ["where no limit is known", { budgetAbove: 0 }, { tokens: 500, limit: null }, false],
  ["in the first request", { on: "session-start" }, { turn: 1 }, true],
  ["in a later request", { on: "session-start" }, { turn: 2 }, false],
  ["while nothing is cached", { on: "cache-cold" }, { cold: true }, true],
  ["while something is cached", { on: "cache-cold" }, { cold: false }, false],
  ["when nothing was compacted", { on: "compacted" }, { turn: 2 }, false],
] as const)("%s: %o", (_, when, context, isDue) => {
  const rules = [inlineRule("id:1", minimal, { when })];
  expect(stand({ rules }).numbers(three, context)).toEqual(isDue ? [1] : []);
});

test("compacted: most of what was said is gone, while tools and system prompt stay", () => {
  const { numbers } = stand({ rules: [inlineRule("role:user", minimal, { when: { on: "compacted" } })] });
  const frame = [1, 2, 3].map((n) => long(n, { role: "system" }));
  const said = [4, 5, 6, 7].map((n) => long(n));
  numbers([...frame, ...said], { turn: 1 });
  const after = [...frame, said[3]!, long(8, { role: "user" })];
  expect(numbers(after, { turn: 2 })).toEqual([8]);
  expect(numbers(after, { turn: 2 })).toEqual([8]);
  expect(numbers([...after, long(9, { role: "user" })], { turn: 3 })).toEqual([]);
});

test("a zone and a pin are said again with every request, for as long as the block is there", () => {
  const when = { on: "session-start" };
  const rules = [
    inlineRule("id:1", { do: "move", zone: "recency" }, { name: "moves", when }),
    inlineRule("id:2", { do: "pin", at: "bottom" }, { name: "pins", when }),
  ];
  const { run } = stand({ rules });
  const wanted = [
    { kind: "pin", block: 2, pinned: "bottom", actor: "rule:pins" },
    { kind: "zone", block: 1, zone: "recency", actor: "rule:moves" },
  ];
  expect(run(three, { turn: 1 }).intents).toMatchObject(wanted);
  expect(run(three, { turn: 2 }).intents).toMatchObject(wanted);
  expect(run(three, { turn: 3, nothingNew: true }).intents).toMatchObject(wanted);
  const standing = [long(1, { zone: "recency" }), long(2, { pinned: "top" })];
  expect(run(standing, { turn: 4 }).intents).toEqual([]);
});

test("what the user moved stays where it is", () => {
  const rules = [inlineRule("id:1,2", { do: "move", zone: "recency" })];
  expect(stand({ rules, moved: [[1, "primacy"]] }).numbers(three)).toEqual([2]);
});

test("a template that only sorts asks for nothing here", () => {
  const zones = [{ select: "role:user", zone: "primacy" }];
  expect(stand({ template: { zones } }).run(three)).toEqual({ intents: [], reason: null });
});

test("a text is staged once per lane, where a block matches", () => {
  const { run } = stand({ rules: [inlineRule("error:true", { do: "stage", text: "mind the errors" })] });
  expect(run(three, { turn: 1 }).intents).toEqual([]);
  const failed = [...three, long(4, { isError: true })];
  const insert = { kind: "insert", behind: "tail", text: "mind the errors", origin: "rule:some-rule" };
  expect(run(failed, { turn: 2 }).intents).toMatchObject([insert]);
  expect(run(failed, { turn: 3 }).intents).toEqual([]);
  expect(run(failed, { turn: 3, lane: 7 }).intents).toMatchObject([insert]);
});

test("while nothing new is done nothing is asked for, and what was not asked for still will be", () => {
  const rules = [
    inlineRule("role:tool_result", minimal, { name: "shorter" }),
    inlineRule("role:tool_result", { do: "stage", text: "so" }, { name: "staged" }),
  ];
  const { numbers } = stand({ rules });
  expect(numbers(three, { turn: 1, nothingNew: true })).toEqual([]);
  expect(numbers(three, { turn: 2 })).toEqual([1, 2, 3, "insert"]);
});

test("matches are replaced in the client's own text, where nothing else is in force", () => {
  const rules = [inlineRule("role:tool_result", { do: "replace", pattern: "l(o)ng", with: "$1" })];
  const blocks = [
    stageBlock({ n: 1, text: "a long way" }),
    stageBlock({ n: 2, text: "a long day", sent: "…" }),
    stageBlock({ n: 3 }),
  ];
  expect(stand({ rules }).run(blocks).intents).toEqual([
    {
      kind: "edit",
      block: 1,
      text: "a $1 way",
      reason: "rule some-rule: matches role:tool_result",
      actor: "rule:some-rule",
    },
  ]);
});

test("replacing holds no request up: what is left goes on with the next, and what takes too long by itself is left alone", () => {
  let now = 0;
  let pace = 6;
  const clock = (): number => {
    now += pace;
    return now;
  };
  const rules = [inlineRule("role:tool_result", { do: "replace", pattern: "long", with: "brief" })];
  const { numbers } = stand({ rules, clock });
  const blocks = [1, 2, 3].map((n) => stageBlock({ n, text: "long" }));
  expect(numbers(blocks, { turn: 1 })).toEqual([1, 2]);
  expect(numbers(blocks, { turn: 2 })).toEqual([3]);
  pace = 30;
  const slow = [4, 5].map((n) => stageBlock({ n, text: "long" }));
  expect(numbers(slow, { turn: 3 })).toEqual([]);
  expect(numbers(slow, { turn: 4 })).toEqual([]);
  pace = 1;
  expect(numbers(slow, { turn: 5 })).toEqual([]);
});

test("staleness is looked at where a selector asks", () => {
  const { numbers } = stand({ rules: [inlineRule("staleness>=20", minimal)] });
  expect(numbers(three)).toEqual([2, 3]);
});

test("of a template's rules the newest stay as they are", () => {
  const atMost = [{ select: "role:tool_result", count: 1 }];
  const { run } = stand({ template: { constraints: { atMost } } });
  const { intents, reason } = run(three);
  expect(intents).toMatchObject([
    { block: 1, level: "summarized", actor: "template:some-template" },
    { block: 2, reason: "template some-template: at most 1 of role:tool_result" },
  ]);
  expect(reason).toBe("2 wanted by 1 rules and template some-template");
});

test("what a template asks for and does not find is said once per lane", () => {
  const require = [
    { select: "role:system text:tests", says: "say how tests are run" },
    { select: "role:tool_result", atLeast: 3, says: "three results" },
  ];
  const { run, told } = stand({ template: { constraints: { require } } });
  expect(run(three, { turn: 1 }).reason).toContain("; missing for template some-template: say how tests are run");
  expect(run(three, { turn: 1 }).reason).toContain("missing");
  expect(run(three, { turn: 2 }).reason).not.toContain("missing");
  expect(told).toEqual(["1 1 some-template say how tests are run"]);
  run(three.slice(1), { turn: 3 });
  expect(told[1]).toBe("1 1 some-template three results");
  run(three, { turn: 1, lane: 2 });
  expect(told[2]).toBe("1 2 some-template say how tests are run");
});
