import { describe, expect, test } from "vitest";
import type { Intent } from "../stage/intent.ts";
import { stageBlock, stageContext } from "../stage/testing/stage-block.ts";
import { createInjectStaged } from "./inject-staged.ts";
import type { OfferedItem, StagedFacts } from "./staged-facts.ts";

const offer = (n: number, given: Partial<StagedFacts> = {}, text = `text ${n}`): OfferedItem => ({
  text,
  item: {
    n,
    name: `item ${n}`,
    source: { kind: "text", text },
    zone: "recency",
    position: null,
    condition: { kind: "always" },
    priority: 0,
    tokenCap: 4_000,
    ...given,
  },
});
const blocks = [
  stageBlock({ n: 1, role: "system", text: "system" }),
  stageBlock({ n: 2, role: "user", text: "fix the tests" }),
];
const run = (offered: readonly OfferedItem[], context = stageContext(), seen = blocks) => {
  const asked: unknown[] = [];
  const stage = createInjectStaged({
    offered: (session, lane) => {
      asked.push([session, lane]);
      return offered;
    },
  });
  const result = stage.process(seen, context);
  expect(asked).toEqual([[context.session, context.lane]]);
  return Array.isArray(result)
    ? { intents: result as Intent[], reason: "" }
    : (result as { intents: Intent[]; reason: string });
};
const places = (intents: readonly Intent[]) =>
  intents.flatMap((intent) => (intent.kind === "insert" ? [[intent.origin, intent.behind, intent.text] as const] : []));

describe("staged items", () => {
  test("nothing is offered, nothing is wanted", () => {
    expect(run([]).intents).toEqual([]);
  });

  test("go to the tail, with whose they are", () => {
    const { intents, reason } = run([offer(3)]);
    expect(intents).toEqual([
      { kind: "insert", behind: "tail", text: "text 3", reason: "staged: item 3", actor: "staged", origin: "staged:3" },
    ]);
    expect(reason).toBe("1 of 1 staged items go in");
  });

  test("higher priority goes first, then what was staged first", () => {
    const { intents } = run([offer(1), offer(2, { priority: -5 }), offer(3, { priority: 7 }), offer(4)]);
    expect(places(intents).map(([origin]) => origin)).toEqual(["staged:3", "staged:1", "staged:4", "staged:2"]);
  });

  test.each([
    ["primacy, nothing cached", { zone: "primacy" }, true, "system"],
    ["primacy, cached", { zone: "primacy" }, false, "tail"],
    ["top, nothing cached", { position: "top" }, true, "system"],
    ["top, cached", { position: "top" }, false, "tail"],
    ["bottom wins over the zone", { zone: "primacy", position: "bottom" }, true, "tail"],
    ["middle", { zone: "middle" }, true, "tail"],
  ] as const)("%s", (_, given, cold, behind) => {
    expect(places(run([offer(1, given)], stageContext({ cold })).intents)).toEqual([["staged:1", behind, "text 1"]]);
  });

  test("without a system prompt there is no end of one", () => {
    const seen = [stageBlock({ n: 2, role: "user" })];
    expect(places(run([offer(1, { zone: "primacy" })], stageContext({ cold: true }), seen).intents)[0]![1]).toBe(
      "tail",
    );
  });

  test("only those whose condition holds", () => {
    const { intents, reason } = run([
      offer(1, { condition: { kind: "regex", pattern: "tests" } }),
      offer(2, { condition: { kind: "regex", pattern: "deploy" } }),
      offer(3, { condition: { kind: "session-start" } }),
      offer(4, { condition: { kind: "file-touched", glob: "**" } }),
    ]);
    expect(places(intents).map(([origin]) => origin)).toEqual(["staged:1", "staged:3"]);
    expect(reason).toBe("2 of 4 staged items go in");
    expect(run([offer(3, { condition: { kind: "session-start" } })], stageContext({ turn: 2 })).intents).toEqual([]);
  });

  test("what was still being read at the lane's start makes up for it in the next requests, not ever after", () => {
    const item = { ...offer(3, { condition: { kind: "session-start" } }), isLate: true };
    expect(run([item], stageContext({ turn: 2 })).intents).toHaveLength(1);
    expect(run([item], stageContext({ turn: 3 })).intents).toHaveLength(1);
    expect(run([item], stageContext({ turn: 4 })).intents).toEqual([]);
  });

  test("what has no room stays out, and does not keep out what has", () => {
    const context = stageContext({ tokens: 900, limit: 1_000 });
    const { intents, reason } = run(
      [
        offer(1, { priority: 2 }, "x".repeat(200)),
        offer(2, { priority: 1 }, "x".repeat(240)),
        offer(3, {}, "x".repeat(160)),
      ],
      context,
    );
    expect(places(intents).map(([origin]) => origin)).toEqual(["staged:1", "staged:3"]);
    expect(reason).toBe("2 of 3 staged items go in, 1 have no room");
  });

  test("a context that is over its limit takes nothing in", () => {
    expect(run([offer(1)], stageContext({ tokens: 1_001, limit: 1_000 })).intents).toEqual([]);
  });
});
