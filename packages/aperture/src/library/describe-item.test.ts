import type { Preset, Rule, Template } from "@aperture/sdk";
import { expect, test } from "vitest";
import { describeItem } from "./describe-item.ts";
import { readItem } from "./read-item.ts";

const said = (kind: "preset" | "rule" | "template", text: string): string[] => {
  const { value, problems } = readItem(kind, `kind: ${kind}\nname: x\n${text}`, "x.yml");
  expect(problems).toEqual([]);
  return describeItem(value as Preset | Rule | Template);
};
const rule = (action: string, when = "") => said("rule", `when: { select: role:user${when} }\naction: { ${action} }\n`);

test.each([
  ["do: compress, level: minimal", "the rule x sends minimal what matches `role:user`"],
  ["do: remove", "the rule x leaves out what matches `role:user`"],
  ["do: move, zone: recency", "the rule x moves to recency what matches `role:user`"],
  ["do: pin, at: top", "the rule x pins to the top what matches `role:user`"],
  ["do: replace, pattern: a+, with: b", 'the rule x writes "b" for every `a+` in what matches `role:user`'],
  ["do: stage, text: hello", 'the rule x says "hello" to the model where something matches `role:user`'],
])("a rule that does %s", (action, words) => {
  expect(rule(action)).toEqual([words]);
});

test("when a rule acts", () => {
  expect(rule("do: remove", ", olderThan: 3, budgetAbove: 0.8, on: cache-cold")).toEqual([
    "the rule x leaves out what matches `role:user`, older than 3 requests, when the prompt is above 80 %, while the cache is cold",
  ]);
});

test("a preset, with all that it would change", () => {
  const text = `extends: [a, b]
mode: observe
pipeline: { applyRules: false, condense: true }
zones: { recentTurns: 4 }
budget: { limit: null, strategy: block, lowWater: 0.5 }
rules: [one]
withoutRules: [two]
template: null
staging:
  - { name: note, source: { kind: text, text: be brief } }
  - { name: docs, source: { kind: glob, pattern: "docs/*.md" } }
plugins:
  timer: { required: true, config: { every: 5 } }
`;
  expect(said("preset", text)).toEqual([
    "begins with a, b",
    "nothing new is changed in any request (mode observe)",
    "turns the stage applyRules off",
    "turns the stage condense on",
    "leaves the newest 4 requests' blocks out of the middle",
    "the budget is the model's window",
    "beyond the budget requests are refused",
    "condensing goes down to 50 % of the budget",
    "uses the rule one",
    "without the rule two",
    'says "be brief" to the model (note)',
    "puts docs/*.md of the project into the conversation (docs)",
    "without any template",
    "needs the plugin timer, and sets for all sessions: every = 5",
  ]);
  expect(said("preset", "")).toEqual([]);
});

test("a template", () => {
  const text = `zones: [{ select: role:user, zone: primacy }]
caps: { middle: 80000 }
constraints:
  keep: [error:true]
  atMost: [{ select: "tool:Read", count: 3, level: trimmed }]
  require: [{ select: "file:SPEC.md", says: no spec was read }]
`;
  expect(said("template", text)).toEqual([
    "`role:user` stands in primacy",
    "middle holds 80,000 tokens",
    "`error:true` is never shortened",
    "of `tool:Read` the newest 3 stay; older ones are sent trimmed",
    "says so where it is missing: no spec was read",
  ]);
});

test("what is long is cut: a person has to read it", () => {
  expect(rule(`do: stage, text: ${"x".repeat(500)}`)[0]?.length).toBeLessThan(220);
});
