import { expect, test } from "vitest";
import { inlineRule } from "../rules/testing/inline-rule.ts";
import { compareValues, showValue } from "./compare-values.ts";
import { mergeValues } from "./merge-values.ts";

const rule = (name: string, select = "role:user") => inlineRule(select, { do: "remove" }, { name });

test("no layers are no values", () => {
  expect(mergeValues([])).toEqual({
    values: { pipeline: {}, zones: {}, budget: {}, rules: [], staging: [], plugins: {} },
    origins: {},
  });
});

test("configuration, project, preset, session: the last one that says something counts", () => {
  const merged = mergeValues([
    { from: "configuration", values: { mode: "observe", budget: { limit: 1_000, lowWater: 0.5 } } },
    { from: "project", values: { template: "review", rules: [rule("a"), rule("b")] } },
    { from: "preset:calm", values: { mode: "auto", template: null }, origins: { mode: "preset:base" } },
    { from: "session", values: { budget: { limit: null }, rules: [rule("a", "age>2")] } },
  ]);
  expect(merged.values).toMatchObject({
    mode: "auto",
    template: null,
    budget: { limit: null, lowWater: 0.5 },
    rules: [{ name: "a", when: { select: "age>2" } }, { name: "b" }],
  });
  expect(merged.origins).toEqual({
    mode: "preset:base",
    template: "preset:calm",
    "budget.limit": "session",
    "budget.lowWater": "configuration",
    "rules.a": "session",
    "rules.b": "project",
  });
});

test("a field that is undefined is not said; layers stay as they were", () => {
  const lower = { from: "a", values: { budget: { limit: 5 }, pipeline: { condense: false } } } as const;
  const upper = { from: "b", values: { mode: undefined, budget: { limit: undefined }, pipeline: { condense: true } } };
  const { values, origins } = mergeValues([lower, upper as never]);
  expect(values).toMatchObject({ budget: { limit: 5 }, pipeline: { condense: true } });
  expect("mode" in values).toBe(false);
  expect(origins).toEqual({ "budget.limit": "a", "pipeline.condense": "b" });
  expect(lower.values).toEqual({ budget: { limit: 5 }, pipeline: { condense: false } });
});

test("a plugin stays required of the one that requires it", () => {
  const settings = (required: boolean, config = {}) => ({ plugins: { notes: { config, required } } });
  const { values, origins } = mergeValues([
    { from: "a", values: settings(true) },
    { from: "b", values: settings(false, { size: 1 }) },
  ]);
  expect(values.plugins.notes).toEqual({ config: { size: 1 }, required: true });
  expect(origins).toEqual({ "plugins.notes": "a", "plugins.notes.size": "b" });
});

test("two are compared row by row, with who says so; what both say is no row", () => {
  const left = mergeValues([
    { from: "preset:a", values: { mode: "auto", budget: { limit: 5, lowWater: 0.5 }, rules: [rule("x")] } },
  ]);
  const right = mergeValues([
    {
      from: "preset:b",
      values: { mode: "auto", budget: { limit: null }, rules: [rule("x", "age>1")], template: null },
    },
  ]);
  expect(compareValues(left, right)).toEqual([
    { path: "budget.limit", left: "5", right: "null", leftFrom: "preset:a", rightFrom: "preset:b" },
    { path: "budget.lowWater", left: "0.5", right: null, leftFrom: "preset:a", rightFrom: null },
    expect.objectContaining({ path: "rules.x", left: expect.stringContaining('"role:user"') }),
    { path: "template", left: null, right: "null", leftFrom: null, rightFrom: "preset:b" },
  ]);
  expect(compareValues(left, left)).toEqual([]);
});

test("the same rules in another order are told", () => {
  const of = (...names: string[]) => mergeValues([{ from: "a", values: { rules: names.map((name) => rule(name)) } }]);
  expect(compareValues(of("x", "y"), of("y", "x"))).toEqual([
    { path: "rules", left: "x, y", right: "y, x", leftFrom: null, rightFrom: null },
  ]);
  expect(compareValues(of("x", "y"), of("x", "z", "y")).map(({ path }) => path)).toEqual(["rules.z"]);
});

test("equal values read alike, whatever the order of their keys", () => {
  expect(showValue({ b: [{ d: 1, c: 2 }], a: undefined })).toBe('{"b":[{"c":2,"d":1}]}');
  expect(showValue("as it is")).toBe("as it is");
  expect(showValue(null)).toBe("null");
});
