import type { StagedCondition } from "@aperture/sdk";
import { expect, test } from "vitest";
import { describeCondition, readCondition } from "./read-condition.ts";

test.each<[string, StagedCondition]>([
  ["always", { kind: "always" }],
  ["session-start", { kind: "session-start" }],
  ["regex:fail(ed)?: \\d+", { kind: "regex", pattern: "fail(ed)?: \\d+" }],
  ["regex:regex:x\ny", { kind: "regex", pattern: "regex:x\ny" }],
  ["file:src/**/*.ts", { kind: "file-touched", glob: "src/**/*.ts" }],
])("%j", (words, condition) => {
  expect(readCondition(words)).toEqual(condition);
  expect(describeCondition(condition)).toBe(words);
});

test.each(["", "never", "regex:", "file:", "regex", "Always", "glob:x"])(
  "%j is refused with what is allowed",
  (words) => {
    expect(() => readCondition(words)).toThrow(
      expect.objectContaining({
        code: "usage_invalid",
        message: expect.stringContaining("session-start, regex:<pattern>"),
      }),
    );
  },
);
