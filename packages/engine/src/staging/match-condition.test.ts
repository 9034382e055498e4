import type { StagedCondition } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { GlobError } from "../selectors/glob.ts";
import { PatternError } from "../selectors/pattern.ts";
import { stageBlock } from "../stage/testing/stage-block.ts";
import { type ConditionFacts, conditionFacts } from "./condition-facts.ts";
import { compileCondition, matchesCondition } from "./match-condition.ts";

const facts = (given: Partial<ConditionFacts> = {}): ConditionFacts => ({
  isFirst: false,
  fresh: [],
  touched: [],
  ...given,
});

describe("a condition", () => {
  test.each<[string, StagedCondition, Partial<ConditionFacts>, boolean]>([
    ["always", { kind: "always" }, {}, true],
    ["at the start", { kind: "session-start" }, { isFirst: true }, true],
    ["later", { kind: "session-start" }, {}, false],
    ["a regex that is found", { kind: "regex", pattern: "fail(ed|ing)" }, { fresh: ["2 tests failed"] }, true],
    ["a regex that is not", { kind: "regex", pattern: "^failed$" }, { fresh: ["2 tests failed"] }, false],
    ["a regex in any new text", { kind: "regex", pattern: "(?i)DEPLOY" }, { fresh: ["a", "deploy it", "b"] }, true],
    ["nothing new", { kind: "regex", pattern: "." }, {}, false],
    ["a touched file", { kind: "file-touched", glob: "src/**/*.ts" }, { touched: ["/w/src/a/b.ts"] }, true],
    ["another file", { kind: "file-touched", glob: "src/**/*.ts" }, { touched: ["/w/docs/b.md"] }, false],
  ])("%s", (_, condition, given, expected) => {
    expect(matchesCondition(condition, facts(given))).toBe(expected);
    expect(matchesCondition(condition, facts(given))).toBe(expected);
  });

  test("that cannot be one is refused when it is compiled, with a sentence", () => {
    expect(() => compileCondition({ kind: "regex", pattern: "(a" })).toThrow(PatternError);
    expect(() => compileCondition({ kind: "regex", pattern: "a(?=b)" })).toThrow(/does not compile/);
    expect(() => compileCondition({ kind: "file-touched", glob: "src/{a" })).toThrow(GlobError);
  });

  test("a regex is tried on the newest 100,000 characters only", () => {
    const condition: StagedCondition = { kind: "regex", pattern: "needle" };
    const hay = "x".repeat(60_000);
    expect(matchesCondition(condition, facts({ fresh: [`needle ${hay}`, hay] }))).toBe(false);
    expect(matchesCondition(condition, facts({ fresh: [`${hay} needle`, hay] }))).toBe(true);
    expect(matchesCondition(condition, facts({ fresh: ["needle", hay, hay] }))).toBe(false);
  });
});

describe("what is new since the last request", () => {
  const call = stageBlock({ n: 5, role: "tool_use", age: 1, filePaths: ["src/a.ts"], text: "call" });
  const blocks = [
    stageBlock({ n: 1, role: "system", age: 0, text: "system" }),
    stageBlock({ n: 2, role: "user", age: 1, text: "old words" }),
    stageBlock({ n: 3, role: "tool_use", age: 2, filePaths: ["src/old.ts"], text: "old call" }),
    stageBlock({ n: 4, role: "tool_result", age: 1, text: "old result" }),
    call,
    stageBlock({ n: 6, role: "tool_result", age: 0, filePaths: ["src/a.ts"], text: "result" }),
    stageBlock({ n: 7, role: "user", age: 0, text: "staged before", origin: "staged" }),
  ];

  test("is the answer that was given and what came after it", () => {
    expect(conditionFacts(blocks, { turn: 9 })).toEqual({
      isFirst: false,
      fresh: ["call", "result"],
      touched: ["src/a.ts"],
    });
  });

  test("is everything but the system prompt where nothing went before", () => {
    const first = [
      stageBlock({ n: 1, role: "system", text: "system" }),
      stageBlock({ n: 2, role: "user", text: "hi" }),
    ];
    expect(conditionFacts(first, { turn: 1 })).toEqual({ isFirst: true, fresh: ["hi"], touched: [] });
  });
});
