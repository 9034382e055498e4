import { Template, type Zone } from "@aperture/sdk";
import { expect, test } from "vitest";
import { RuleError } from "../rules/rule-error.ts";
import { searchClock } from "../rules/testing/search-clock.ts";
import type { StageBlock } from "../stage/stage.ts";
import { stageBlock, stageContext } from "../stage/testing/stage-block.ts";
import { compileTemplate } from "./compile-template.ts";

const template = (given: object) => compileTemplate(Template.parse({ kind: "template", name: "review", ...given }));
const sort = (given: object, blocks: readonly StageBlock[], places: Zone[] = blocks.map(() => "middle"), turn = 9) =>
  template(given).sort(blocks, places, stageContext({ turn })).blocks;

const result = stageBlock({ n: 1, toolName: "Read", age: 3 });
const words = stageBlock({ n: 2, role: "user", text: "do not touch the schema" });

test("an empty template asks for nothing and sorts nothing", () => {
  expect(template({})).toMatchObject({ name: "review", actor: "template:review", rules: [], caps: [], requires: [] });
  expect(sort({}, [result, words])).toEqual([
    { zone: null, isKept: false },
    { zone: null, isKept: false },
  ]);
});

test("the first that matches says where a block stands", () => {
  const zones = [
    { select: "tool:Read age>5", zone: "primacy" },
    { select: "role:tool_result,user", zone: "recency" },
    { select: "role:user", zone: "primacy" },
  ];
  expect(sort({ zones }, [result, words]).map(({ zone }) => zone)).toEqual(["recency", "recency"]);
  const older = { ...result, age: 6 };
  expect(sort({ zones }, [older, words]).map(({ zone }) => zone)).toEqual(["primacy", "recency"]);
});

test("a selector sees the zone that role and place would give", () => {
  const zones = [{ select: "zone:recency role:user", zone: "primacy" }];
  expect(sort({ zones }, [words], ["recency"])[0]!.zone).toBe("primacy");
  expect(sort({ zones }, [words], ["middle"])[0]!.zone).toBeNull();
});

test("what is kept is told, whatever its zone", () => {
  const constraints = { keep: ['text:"schema"', "tool:Edit"] };
  expect(sort({ constraints }, [result, words]).map(({ isKept }) => isKept)).toEqual([false, true]);
});

test("texts are read once; another text of the same block is read anew", () => {
  const compiled = template({ zones: [{ select: "text:schema", zone: "primacy" }] });
  let reads = 0;
  const counted = (hash: string, text: string): StageBlock => ({
    ...words,
    hash,
    get text() {
      reads++;
      return text;
    },
  });
  const zoneOf = (block: StageBlock) => compiled.sort([block], ["middle"], stageContext()).blocks[0]!.zone;
  expect([zoneOf(counted("a", "the schema")), zoneOf(counted("a", "the schema"))]).toEqual(["primacy", "primacy"]);
  expect(reads).toBe(1);
  expect(zoneOf(counted("b", "nothing"))).toBeNull();
  expect(reads).toBe(2);
});

test("texts that there is no time for keep their place, are kept where they may be, and are searched with the next request", () => {
  const compiled = template({
    zones: [{ select: "text:schema", zone: "primacy" }],
    constraints: { keep: ["text:not"] },
  });
  const time = searchClock(11);
  const blocks = [words, { ...words, n: 3 }, { ...result, n: 4 }];
  const run = (context: object = {}) =>
    compiled.sort(
      blocks.map((block) => time.slowly(block)),
      ["middle", "middle", "middle"],
      stageContext(context),
      time.clock,
    );
  const first = run();
  // One text is searched for one condition, the others wait.
  expect(first.blocks).toEqual([
    { zone: "primacy", isKept: true },
    { zone: null, isKept: true },
    { zone: null, isKept: true },
  ]);
  expect(first.unsearched).toBe("; the texts of 3 blocks are searched on with the next request");
  for (let request = 0; request < 4; request++) run();
  expect(run()).toEqual({
    blocks: [
      { zone: "primacy", isKept: true },
      { zone: "primacy", isKept: true },
      { zone: null, isKept: false },
    ],
    unsearched: "",
  });
});

test("a selector that is always slow is passed over in its session, and told", () => {
  const compiled = template({ constraints: { keep: ["text:schema"] } });
  const time = searchClock(11);
  const run = (session: number) =>
    compiled.sort(
      [1, 2, 3, 4].map((n) => time.slowly({ ...words, n: n + session * 10, text: `schema${"-".repeat(5_000)}` })),
      ["middle", "middle", "middle", "middle"],
      stageContext({ session }),
      time.clock,
    );
  for (let request = 0; request < 3; request++) run(1);
  const { blocks, unsearched } = run(1);
  expect(blocks.map(({ isKept }) => isKept)).toEqual([true, true, true, false]);
  expect(unsearched).toMatch(/searched no more in this session.*: text:schema$/);
  expect(run(2).unsearched).not.toContain("no more");
});

test("at most so many is a rule of its own; caps and requirements are as they are written", () => {
  const compiled = template({
    caps: { middle: 5_000, recency: 0 },
    constraints: {
      atMost: [{ select: "tool:Bash", count: 2, level: "minimal" }],
      require: [{ select: "role:system", says: "a system prompt" }],
    },
  });
  expect(compiled.rules).toMatchObject([
    { actor: "template:review", keepNewest: 2, action: { do: "compress", level: "minimal" }, leastAge: 0 },
  ]);
  expect(compiled.caps).toEqual([
    { zone: "middle", tokens: 5_000 },
    { zone: "recency", tokens: 0 },
  ]);
  expect(compiled.requires).toMatchObject([{ atLeast: 1, says: "a system prompt" }]);
});

test.each([
  [
    "/zones/1/select",
    {
      zones: [
        { select: "role:user", zone: "middle" },
        { select: "rol:user", zone: "middle" },
      ],
    },
  ],
  ["/constraints/keep/0", { constraints: { keep: ["tokens>x"] } }],
  ["/constraints/atMost/0/select", { constraints: { atMost: [{ select: "age", count: 1 }] } }],
  ["/constraints/require/0/select", { constraints: { require: [{ select: "(", says: "so" }] } }],
  ["/zones/0/select", { zones: [{ select: "staleness>50", zone: "middle" }] }],
])("an error names the template and the place in it: %s", (pointer, given) => {
  try {
    template(given);
  } catch (error) {
    expect(error).toBeInstanceOf(RuleError);
    expect(error).toMatchObject({ rule: "review", pointer });
    return;
  }
  throw new Error("it was compiled");
});
