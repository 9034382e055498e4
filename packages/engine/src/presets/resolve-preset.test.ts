import { ResolvedPreset } from "@aperture/sdk";
import { expect, test } from "vitest";
import { inlineRule } from "../rules/testing/inline-rule.ts";
import { PresetCycleError } from "./preset-cycle-error.ts";
import { PresetSizeError } from "./preset-size-error.ts";
import { resolvePreset } from "./resolve-preset.ts";
import { findIn, preset, type There } from "./testing/find-in.ts";

const resolve = (name: string, there: There): ResolvedPreset => resolvePreset(name, findIn(there));
const rule = (name: string, level = "trimmed") => inlineRule("role:user", { do: "compress", level }, { name });
const written = (name: string, level = "trimmed") => ({
  name,
  when: { select: "role:user" },
  action: { do: "compress", level },
});
const names = ({ values }: ResolvedPreset): string[] => values.rules.map(({ name }) => name);

test("a preset that says nothing says nothing", () => {
  expect(resolve("calm", { presets: [preset("calm")] })).toEqual({
    values: { pipeline: {}, zones: {}, budget: {}, rules: [], staging: [], plugins: {} },
    origins: {},
    chain: ["calm"],
    missing: [],
  });
});

test("later ones win over earlier ones, its own fields over all, and each value says whose it is", () => {
  const presets = [
    preset("base", { mode: "manual", budget: { limit: 9_000, strategy: "warn" }, pipeline: { condense: false } }),
    preset("one", { extends: "base", budget: { strategy: "block" }, zones: { recentTurns: 2 } }),
    preset("two", { budget: { lowWater: 0.5, strategy: "condense" }, template: null }),
    preset("mine", { extends: ["one", "two"], pipeline: { applyRules: true }, zones: { recentTurns: 7 } }),
  ];
  const resolved = resolve("mine", { presets });
  expect(resolved.values).toEqual({
    mode: "manual",
    pipeline: { condense: false, applyRules: true },
    zones: { recentTurns: 7 },
    budget: { limit: 9_000, strategy: "condense", lowWater: 0.5 },
    rules: [],
    staging: [],
    template: null,
    plugins: {},
  });
  expect(resolved.origins).toEqual({
    mode: "preset:base",
    "pipeline.condense": "preset:base",
    "pipeline.applyRules": "preset:mine",
    "zones.recentTurns": "preset:mine",
    "budget.limit": "preset:base",
    "budget.strategy": "preset:two",
    "budget.lowWater": "preset:two",
    template: "preset:two",
  });
  expect(resolved.chain).toEqual(["mine", "one", "two", "base"]);
  expect(ResolvedPreset.parse(resolved)).toEqual(resolved);
});

test("rules are joined; one of the same name takes the place of the other, some are left out", () => {
  const presets = [
    preset("base", { rules: [written("a"), "from-library", written("b")] }),
    preset("mine", { extends: "base", rules: [written("c"), written("a", "minimal")], withoutRules: ["b"] }),
  ];
  const resolved = resolve("mine", { presets, rules: [rule("from-library")] });
  expect(names(resolved)).toEqual(["a", "from-library", "c"]);
  expect(resolved.values.rules[0]!.action).toEqual({ do: "compress", level: "minimal" });
  expect(resolved.origins).toEqual({
    "rules.a": "preset:mine",
    "rules.from-library": "preset:base",
    "rules.c": "preset:mine",
  });
});

test("a rule that is left out can be written anew", () => {
  const presets = [
    preset("base", { rules: [written("a"), written("b")] }),
    preset("mine", { extends: "base", withoutRules: ["a"], rules: [written("a", "minimal")] }),
  ];
  expect(names(resolve("mine", { presets }))).toEqual(["b", "a"]);
});

test("staged texts are joined by name, settings of plugins key by key; required once is required", () => {
  const staged = (name: string, text: string) => ({ name, source: { kind: "text", text } });
  const presets = [
    preset("base", {
      staging: [staged("x", "old"), staged("y", "y")],
      plugins: { notes: { config: { folder: "a", size: 1 }, required: true } },
    }),
    preset("mine", { extends: "base", staging: [staged("x", "new")], plugins: { notes: { config: { size: 2 } } } }),
  ];
  const resolved = resolve("mine", { presets, plugins: ["notes"] });
  expect(resolved.values.staging.map(({ name, source }) => [name, source])).toEqual([
    ["x", { kind: "text", text: "new" }],
    ["y", { kind: "text", text: "y" }],
  ]);
  expect(resolved.values.plugins).toEqual({ notes: { config: { folder: "a", size: 2 }, required: true } });
  expect(resolved.origins).toEqual({
    "staging.x": "preset:mine",
    "staging.y": "preset:base",
    "plugins.notes": "preset:base",
    "plugins.notes.folder": "preset:base",
    "plugins.notes.size": "preset:mine",
  });
});

test("what is not there is listed with who speaks of it, what brings it and what may be meant; the rest counts", () => {
  const presets = [
    preset("base", { extends: "clam", rules: ["trim-logz", "gone"], mode: "auto" }),
    preset("calm"),
    preset("mine", { extends: "base", withoutRules: ["gone"], template: "reviews", plugins: { nodes: {}, here: {} } }),
  ];
  const there = { presets, rules: [rule("trim-logs")], templates: ["review"], plugins: ["notes", "here"] };
  const { values, missing } = resolve("mine", there);
  expect(values).toMatchObject({ mode: "auto", rules: [], template: "reviews" });
  expect(missing).toEqual([
    { kind: "preset", name: "clam", by: "preset base", install: "aperture preset install clam", nearest: "calm" },
    {
      kind: "rule",
      name: "trim-logz",
      by: "preset base",
      install: "aperture rule install trim-logz",
      nearest: "trim-logs",
    },
    {
      kind: "template",
      name: "reviews",
      by: "preset mine",
      install: "aperture template install reviews",
      nearest: "review",
    },
    { kind: "plugin", name: "nodes", by: "preset mine", install: "aperture plugin install nodes", nearest: "notes" },
  ]);
});

test("what is written later is not missing, and neither is a template that nobody asks for any more", () => {
  const presets = [
    preset("base", { rules: ["later"], template: "old" }),
    preset("mine", { extends: "base", rules: [written("later")], template: "new" }),
  ];
  expect(resolve("mine", { presets, templates: ["new"] }).missing).toEqual([]);
});

test("a preset that is not there itself is all that is missing", () => {
  expect(resolve("clam", { presets: [preset("calm")] })).toMatchObject({
    chain: ["clam"],
    values: { rules: [] },
    missing: [{ kind: "preset", name: "clam", nearest: "calm" }],
  });
});

test.each([
  ["itself", { a: ["a"] }, ["a"]],
  ["each other", { a: ["b"], b: ["a"] }, ["a", "b"]],
  ["a circle behind others", { a: ["b"], b: ["c", "d"], c: [], d: ["e"], e: ["b"] }, ["b", "d", "e"]],
])("presets that extend %s are refused, and the circle is named in its order", (_, graph, members) => {
  const presets = Object.entries(graph).map(([name, bases]) => preset(name, { extends: bases }));
  try {
    resolve("a", { presets });
  } catch (error) {
    expect(error).toBeInstanceOf(PresetCycleError);
    expect(error).toMatchObject({
      members,
      message: `presets extend each other in a circle: ${[...members, members[0]].join(" → ")}`,
    });
    return;
  }
  throw new Error("it was resolved");
});

test("diamonds upon diamonds are looked at once each", () => {
  const layers = Array.from({ length: 12 }, (_, depth) =>
    ["a", "b", "c", "d"].map((side) =>
      preset(`${side}${depth}`, { extends: ["a", "b", "c", "d"].map((base) => `${base}${depth + 1}`) }),
    ),
  );
  const bottom = ["a", "b", "c", "d"].map((side) => preset(`${side}12`, { budget: { limit: 5_000 } }));
  const presets = [...layers.flat(), ...bottom];
  const find = findIn({ presets });
  let asked = 0;
  const counted = (name: string) => {
    asked++;
    return find.preset(name);
  };
  const resolved = resolvePreset("a0", { ...find, preset: counted });
  expect(resolved.origins["budget.limit"]).toBe("preset:d12");
  // 4 to the power of 12 ways lead down.
  expect(asked).toBeLessThan(2_000);
});

test.each([
  ["deep", (n: number) => [`p${n + 1}`], "extends others more than 20 deep"],
  [
    "many",
    (n: number) => (n === 0 ? many(1, 8) : n <= 8 ? many(n * 8 + 1, 8) : n <= 64 ? many(n * 8 + 1, 8) : []),
    "is made of more than 100 presets",
  ],
])("a bomb is refused: %s", (_, bases, says) => {
  const presets = Array.from({ length: 600 }, (_, n) => preset(`p${n}`, { extends: bases(n) }));
  expect(() => resolve("p0", { presets })).toThrow(PresetSizeError);
  expect(() => resolve("p0", { presets })).toThrow(`preset p0 ${says}`);
});

test("so are more rules than anybody writes", () => {
  const presets = Array.from({ length: 6 }, (_, n) =>
    preset(`p${n}`, {
      ...(n > 0 ? { extends: `p${n - 1}` } : {}),
      rules: Array.from({ length: 200 }, (_, index) => written(`rule-${n}-${index}`)),
    }),
  );
  expect(names(resolve("p4", { presets }))).toHaveLength(1_000);
  expect(() => resolve("p5", { presets })).toThrow("preset p5 has more than 1000 rules");
});

function many(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `p${from + index}`);
}
