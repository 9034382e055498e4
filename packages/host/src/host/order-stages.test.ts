import fc from "fast-check";
import { expect, test } from "vitest";
import { orderStages, type Placed } from "./order-stages.ts";

const stage = (plugin: string, fields: Partial<Placed["declaration"]> = {}): Placed => ({
  plugin,
  declaration: { at: "after_zone", order: "normal", number: 0, before: [], after: [], ...fields },
});
const order = (...stages: Placed[]): string =>
  orderStages(stages)
    .map(({ plugin }) => plugin)
    .join(" ");

test("order, then number, then name", () => {
  expect(
    order(
      stage("d", { order: "post" }),
      stage("c", { number: 1 }),
      stage("b"),
      stage("a", { number: 1 }),
      stage("e", { order: "pre", number: 9 }),
    ),
  ).toBe("e b a c d");
});

test("before and after come first", () => {
  expect(order(stage("a", { after: ["b"] }), stage("b", { order: "post" }))).toBe("b a");
  expect(order(stage("a"), stage("b", { before: ["a"] }))).toBe("b a");
  expect(order(stage("a", { after: ["c"] }), stage("b"), stage("c"))).toBe("b c a");
});

test("those who are not there say nothing, and nobody stands before himself", () => {
  expect(order(stage("b", { after: ["gone"] }), stage("a", { before: ["nobody"], after: ["a"] }))).toBe("a b");
});

test("a plugin's own stages of a slot stay in the order of its manifest", () => {
  const first = stage("a");
  const second = stage("a");
  expect(orderStages([first, second])).toEqual([first, second]);
  expect(orderStages([first, second])[0]).toBe(first);
});

test.each([
  [
    [stage("a", { before: ["b"] }), stage("b", { before: ["a"] })],
    ["a", "b"],
  ],
  [
    [stage("a", { after: ["b"] }), stage("b", { after: ["c"] }), stage("c", { after: ["a"] }), stage("d")],
    ["a", "b", "c"],
  ],
  [
    [stage("outside", { after: ["a"] }), stage("a", { before: ["b"] }), stage("b", { before: ["a"] })],
    ["a", "b"],
  ],
])("a circle is told by its members", (stages, members) => {
  let message = "";
  try {
    orderStages(stages);
  } catch (error) {
    expect(error).toMatchObject({ code: "plugin_cycle" });
    message = (error as Error).message;
  }
  const named = message.slice(message.indexOf(": ") + 2).split(" → ");
  expect([...new Set(named)].sort()).toEqual(members);
  expect(named[0]).toBe(named.at(-1));
  // Each one wants to stand before the next one.
  for (let at = 0; at + 1 < named.length; at++) {
    const of = (plugin: string) => stages.find((each) => each.plugin === plugin)!.declaration;
    expect(of(named[at]!).before.includes(named[at + 1]!) || of(named[at + 1]!).after.includes(named[at]!)).toBe(true);
  }
});

test("everybody stands once, whoever was asked first, and all wishes hold", () => {
  const names = ["a", "b", "c", "d", "e"];
  const any = fc.tuple(
    ...names.map((_, index) =>
      fc.record({
        order: fc.constantFrom("pre" as const, "normal" as const, "post" as const),
        number: fc.integer({ min: -2, max: 2 }),
        // Only of those further back: no circles.
        before: fc.subarray(names.slice(index + 1)),
      }),
    ),
  );
  fc.assert(
    fc.property(any, fc.nat(), (fields, seed) => {
      const stages = names.map((name, index) => stage(name, fields[index]));
      const ordered = orderStages(stages).map(({ plugin }) => plugin);
      const turned = [...stages.slice(seed % 5), ...stages.slice(0, seed % 5)];
      expect(orderStages(turned).map(({ plugin }) => plugin)).toEqual(ordered);
      expect([...ordered].sort()).toEqual(names);
      for (const { plugin, declaration } of stages)
        for (const other of declaration.before) expect(ordered.indexOf(plugin)).toBeLessThan(ordered.indexOf(other));
    }),
  );
});
