import { expect, test } from "vitest";
import { compileRules } from "./compile-rules.ts";
import { RuleError } from "./rule-error.ts";
import { inlineRule } from "./testing/inline-rule.ts";

const trim = { do: "compress", level: "trimmed" };
const compiled = (...given: Parameters<typeof inlineRule>) => compileRules([inlineRule(...given)]).rules[0]!;

function errorOf(...given: Parameters<typeof inlineRule>): RuleError {
  try {
    compileRules([inlineRule("role:user", trim), inlineRule(...given)]);
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
  throw new Error("it was compiled");
}

test("what is left out holds nothing back", () => {
  expect(compiled("role:user", trim)).toMatchObject({
    name: "some-rule",
    actor: "rule:some-rule",
    leastAge: 0,
    budgetAbove: null,
    on: null,
    perRequest: Number.POSITIVE_INFINITY,
    keepNewest: 0,
    minTokens: 0,
    action: trim,
  });
});

test("triggers and limits are those of the rule; older than 0 requests is an age of 1", () => {
  const when = { olderThan: 0, budgetAbove: 0.8, on: "cache-cold" };
  const limits = { perRequest: 2, keepNewest: 3, minTokens: 400 };
  expect(compiled("role:user", trim, { when, limits })).toMatchObject({
    ...{ leastAge: 1, budgetAbove: 0.8, on: "cache-cold", perRequest: 2, keepNewest: 3, minTokens: 400 },
  });
});

test("the reason is what its author says, one line of it", () => {
  const said = compiled("role:user", trim, { description: "  Old logs are of no use.\nMore of it." });
  expect(said.reason).toBe("rule some-rule: Old logs are of no use.");
  expect(compiled("role:user", trim, { description: "x".repeat(500) }).reason).toHaveLength(160);
});

test("without a word of its author the reason is the condition", () => {
  const when = { olderThan: 4, budgetAbove: 0.75, on: "compacted" };
  expect(compiled("role:user tokens>2k", trim, { when }).reason).toBe(
    "rule some-rule: matches role:user tokens>2k, more than 4 requests old, over 75 % of the budget, after the agent compacted",
  );
});

test("a selector that cannot be read names the rule, the place and what may have been meant", () => {
  const error = errorOf("rol:user", trim, { name: "other" });
  expect(error).toMatchObject({ rule: "other", pointer: "/when/select", nearest: "role:tool_result" });
  expect(error.reason).toMatch(/^at character 1: there is no key "rol"/);
  expect(error.message).toMatch(/^other at \/when\/select: .*; did you mean role:tool_result$/);
});

test("so does a pattern that RE2 does not have", () => {
  expect(errorOf("role:user", { do: "replace", pattern: "(?=a)" }, { name: "other" })).toMatchObject({
    rule: "other",
    pointer: "/action/pattern",
    nearest: null,
  });
  expect(errorOf("role:user", { do: "replace", pattern: "(((a{1000}){1000}){1000})" }).pointer).toBe("/action/pattern");
});
