import { describe, expect, test } from "vitest";
import { draftTests } from "./draft-tests.ts";

const draft = (text: string, keep: string[] = []) => draftTests({ text, role: "tool_result", keep });

/** What runners print: the lines that must stay, and how many tests passed. */
const runs: readonly [runner: string, output: string, kept: readonly string[], gone: string][] = [
  [
    "go",
    `=== RUN   TestA
--- PASS: TestA (0.00s)
=== RUN   TestB
    store_test.go:41: got 3, want 4
--- FAIL: TestB (0.01s)
=== RUN   TestC
--- PASS: TestC (0.00s)
FAIL
FAIL	example.com/store	0.123s
ok  	example.com/other	0.2s`,
    ["    store_test.go:41: got 3, want 4", "--- FAIL: TestB (0.01s)", "FAIL	example.com/store	0.123s"],
    "TestA",
  ],
  [
    "cargo",
    `running 3 tests
test store::reads ... ok
test store::writes ... FAILED
test store::closes ... ok

---- store::writes stdout ----
thread 'store::writes' panicked at src/store.rs:88:9:
assertion \`left == right\` failed

test result: FAILED. 2 passed; 1 failed; 0 ignored`,
    [
      "test store::writes ... FAILED",
      "thread 'store::writes' panicked at src/store.rs:88:9:",
      "test result: FAILED. 2 passed; 1 failed; 0 ignored",
    ],
    "store::reads",
  ],
  [
    "pytest",
    `tests/test_a.py::test_one PASSED
tests/test_a.py::test_two FAILED
tests/test_a.py::test_three PASSED
    def test_two():
>       assert read("a") == 4
E       AssertionError: assert 3 == 4
tests/test_a.py:12: AssertionError
=================== 1 failed, 2 passed in 0.12s ===================`,
    [
      "tests/test_a.py::test_two FAILED",
      "E       AssertionError: assert 3 == 4",
      "tests/test_a.py:12: AssertionError",
      "=================== 1 failed, 2 passed in 0.12s ===================",
    ],
    "test_three",
  ],
  [
    "vitest",
    ` ✓ src/a.test.ts (3 tests)
 ✓ src/b.test.ts (2 tests)
 × src/c.test.ts > reads
 FAIL  src/c.test.ts > reads
AssertionError: expected 3 to be 4
 ❯ src/c.test.ts:12:20
 Test Files  1 failed | 2 passed (3)
      Tests  1 failed | 5 passed (6)`,
    [
      " × src/c.test.ts > reads",
      "AssertionError: expected 3 to be 4",
      " ❯ src/c.test.ts:12:20",
      "      Tests  1 failed | 5 passed (6)",
    ],
    "src/b.test.ts",
  ],
  [
    "TAP",
    "ok 1 - reads\nok 2 - writes\nnot ok 3 - closes\n  error: 'cannot close'\nok 4 - opens\n# tests 4\n# pass 3\n# fail 1",
    ["not ok 3 - closes", "  error: 'cannot close'", "# fail 1"],
    "writes",
  ],
];

describe("draftTests", () => {
  test.each(runs)("%s: failures and totals stay, passing tests go", (_, output, kept, gone) => {
    const { lines, content } = draft(output)!;
    expect(content).toBe("test-output");
    for (const line of kept) expect(lines).toContain(line);
    expect(lines.join("\n")).not.toContain(gone);
  });

  test("a run in which all is well is its totals", () => {
    const output = `${Array.from({ length: 40 }, (_, index) => `test a::b${index} ... ok`).join("\n")}\n\ntest result: ok. 40 passed`;
    expect(draft(output)!.lines).toEqual(["[… 40]", "test result: ok. 40 passed"]);
    expect(draft(output)!.note).toBe("40 passing tests left out, 0 lines of failures kept");
  });

  test("passing lines that are to be kept stay", () => {
    const output = runs[0]![1];
    expect(draft(output, ["TestA (0"])!.lines).toContain("--- PASS: TestA (0.00s)");
  });

  test("what is no test run is left to others", () => {
    expect(draft("ok then\nlet us go on\nand on")).toBeNull();
    expect(draft("")).toBeNull();
    expect(draft("Error: one\nError: two\nError: three")).toBeNull();
  });
});
