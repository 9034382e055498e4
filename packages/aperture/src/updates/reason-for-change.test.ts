import { expect, test } from "vitest";
import { changeLevel, reasonForChange } from "./reason-for-change.ts";

test.each([
  ["1.0.0", "1.0.1", "patch"],
  ["1.0.0", "1.1.0", "minor"],
  ["1.0.0", "2.0.0", "major"],
  ["1.0.0", "1.1.0-beta.1", "minor"],
  ["1.0.0", "2.0.0-rc.1", "major"],
  ["1.0.0-rc.1", "1.0.0", "major"],
  ["1.1.0", "1.0.0", "patch"],
] as const)("%s to %s is a %s", (before, after, level) => {
  expect(changeLevel(before, after)).toBe(level);
});

const log = `# Changelog

## 1.0.2 - 2026-01-02
- Faster.

## [1.0.1]
### Changed
- Tool results are trimmed later.

## 1.0.0
- New: everything.
`;

test.each([
  ["1.0.0", "1.1.0", null, "it is a minor version"],
  ["1.0.0", "1.0.1", null, null],
  ["1.0.0", "1.0.1", "", null],
  ["1.0.0", "1.0.1", log, "its changelog says: ### Changed"],
  ["1.0.1", "1.0.2", log, null],
  // What is said of the version before is no reason for this one.
  ["1.0.0", "1.0.3", log, null],
  ["1.0.0", "1.0.1", "No longer trims errors.", "its changelog says: No longer trims errors."],
  ["1.0.0", "1.0.1", "Internal work.", null],
])("%s to %s with %j: %s", (before, after, changelog, reason) => {
  expect(reasonForChange(before, after, changelog)).toBe(reason);
});
