import { Preset, Rule, Template } from "@aperture/sdk";
import { expect, test } from "vitest";
import { sampleLibraryItem, sampleValues } from "../testing/sample-library.ts";
import { itemRows, originOf, presetRows } from "./value-rows.ts";

const rule = Rule.parse({
  kind: "rule",
  name: "trim-logs",
  when: { select: "tool:Bash", olderThan: 1, budgetAbove: 0.8, on: "cache-cold" },
  action: { do: "compress", level: "trimmed" },
  limits: { keepNewest: 2, minTokens: 1_500, perRequest: 10 },
});

test("who says a value: what is told of it, else of what it stands in", () => {
  const origins = { budget: "project", "budget.strategy": "preset:calm" };
  expect(originOf(origins, "budget.strategy")).toBe("preset:calm");
  expect(originOf(origins, "budget.maxTokens")).toBe("project");
  expect(originOf(origins, "mode")).toBeUndefined();
  expect(originOf(origins, "constructor")).toBeUndefined();
});

test("a preset: a row a value with its origin, groups without one left out", () => {
  const { staging } = Preset.parse({
    kind: "preset",
    name: "x",
    staging: [{ name: "style", source: { kind: "file", path: "docs/style.md" } }],
  });
  const values = sampleValues({
    mode: "auto",
    template: null,
    pipeline: { condense: false },
    rules: [{ ...rule, description: "" }],
    staging: staging ?? [],
    plugins: { notes: { config: { loud: true, at: ["a"] }, required: true } },
  });
  const groups = presetRows(values, { mode: "preset:calm", "rules.trim-logs": "preset:base", plugins: "preset:calm" });
  expect(groups.map(({ title }) => title)).toEqual([
    "the session",
    "pipeline",
    "rules, in the order in which they act",
    "staged",
    "plugins, set when it is applied",
  ]);
  const rows = groups.flatMap((group) => group.rows);
  expect(rows).toContainEqual({ name: "mode", value: "auto", from: "preset:calm" });
  expect(rows).toContainEqual({ name: "template", value: "none", from: undefined });
  expect(rows).toContainEqual({ name: "condense", value: "off", from: undefined });
  expect(rows).toContainEqual({ name: "notes · at", value: '["a"]', from: "preset:calm" });
  expect(rows.find(({ name }) => name === "style")?.value).toContain("file docs/style.md in recency");
  expect(rows.find(({ name }) => name === "trim-logs")).toEqual({
    name: "trim-logs",
    value:
      "compress to trimmed: tool:Bash, older than 1 request, prompt above 80 % of its limit, when the cache is cold · at most 10 blocks a request, not the newest 2, not below 1,500 tokens",
    from: "preset:base",
  });
});

test("a rule and a template in their own words", () => {
  expect(itemRows(sampleLibraryItem({ kind: "rule", value: rule }))[0]?.rows[0]).toMatchObject({
    name: "does",
    value: "compress to trimmed",
  });
  const template = Template.parse({
    kind: "template",
    name: "layers",
    zones: [{ select: "role:system", zone: "primacy" }],
    caps: { middle: 40_000 },
    constraints: {
      keep: ["role:user"],
      atMost: [{ select: "tool:Read", count: 3 }],
      require: [{ select: "role:system", says: "no rules" }],
    },
  });
  const rows = itemRows(sampleLibraryItem({ kind: "template", value: template })).flatMap((group) => group.rows);
  expect(rows.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    "role:system: primacy",
    "middle: 40,000 tokens",
    "role:user: never shortened",
    "tool:Read: the newest 3 stay, older ones summarized",
    "role:system: at least 1: no rules",
  ]);
});

test("what cannot be read has no rows", () => {
  expect(itemRows(sampleLibraryItem())).toEqual([]);
});
