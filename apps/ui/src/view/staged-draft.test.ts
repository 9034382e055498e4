import { expect, test } from "vitest";
import { describeStaged, emptyDraft, stagedItemOf } from "./staged-draft.ts";

const draft = { ...emptyDraft, name: " style ", value: " docs/style.md " };

test.each([
  ["text", { kind: "text", text: " docs/style.md " }],
  ["file", { kind: "file", path: "docs/style.md" }],
  ["glob", { kind: "glob", pattern: "docs/style.md" }],
  ["command", { kind: "command", command: "docs/style.md" }],
] as const)("a filled form with a %s", (source, expected) => {
  expect(stagedItemOf({ ...draft, source }, "session-1")).toEqual({
    name: "style",
    source: expected,
    condition: { kind: "always" },
    session: "session-1",
  });
});

test("conditions take their pattern; offered everywhere names no session", () => {
  const regex = stagedItemOf({ ...draft, condition: "regex", pattern: " error " }, "session-1");
  expect(regex?.condition).toEqual({ kind: "regex", pattern: "error" });
  const touched = stagedItemOf({ ...draft, condition: "file-touched", pattern: "src/**", everywhere: true }, "s");
  expect(touched).toEqual({
    name: "style",
    source: { kind: "text", text: " docs/style.md " },
    condition: { kind: "file-touched", glob: "src/**" },
  });
});

test.each([{ name: " " }, { value: "" }, { condition: "regex" }, { condition: "file-touched", pattern: " " }] as const)(
  "%j is not ready",
  (missing) => {
    expect(stagedItemOf({ ...draft, ...missing }, "session-1")).toBeNull();
  },
);

test.each([
  [{ kind: "text", text: "abc" }, { kind: "always" }, "text, 3 characters · with the next request"],
  [{ kind: "file", path: "a.md" }, { kind: "session-start" }, "file a.md · when a session starts"],
  [{ kind: "glob", pattern: "*.md" }, { kind: "regex", pattern: "x+" }, "files *.md · when the text matches x+"],
  [
    { kind: "command", command: "git log" },
    { kind: "file-touched", glob: "src/**" },
    "output of git log · when a touched file matches src/**",
  ],
] as const)("%j %j: %s", (source, condition, words) => {
  expect(describeStaged({ source, condition })).toBe(words);
});
