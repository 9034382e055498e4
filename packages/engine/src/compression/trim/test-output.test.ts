import { describe, expect, test } from "vitest";
import { trimTestOutput } from "./test-output.ts";
import { printed } from "./testing/tool-result.ts";

const times = <T>(count: number, line: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => line(index));
const trimmed = (lines: readonly string[], keep?: readonly string[]) =>
  trimTestOutput(printed("make test", lines, { keep }))?.text.split("\n");

describe("every runner's passing tests are counted, its failures and totals stay", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      "go test -v",
      times(20, (index) => [`=== RUN   TestOk${index}`, `--- PASS: TestOk${index} (0.00s)`]).flat(),
      [
        "=== RUN   TestBad",
        "    bad_test.go:12: got 3, want 4",
        "--- FAIL: TestBad (0.00s)",
        "FAIL",
        "FAIL\tpkg/bad\t0.4s",
      ],
    ],
    [
      "pytest -v",
      times(20, (index) => `tests/test_app.py::test_ok[${index}] PASSED                 [ ${index}%]`),
      ["tests/test_app.py::test_bad FAILED [100%]", "E       assert 3 == 4", "=== 1 failed, 20 passed in 0.12s ==="],
    ],
    [
      "pytest",
      times(20, (index) => `tests/test_${index}.py ............ [ 10%]`),
      ["tests/test_x.py ..F.. [100%]", "=== 1 failed ==="],
    ],
    [
      "vitest",
      times(20, (index) => `   ✓ adds ${index} numbers 2ms`),
      ["   ✗ subtracts", " Tests  1 failed | 20 passed (21)"],
    ],
    [
      "jest",
      times(20, (index) => `PASS src/part${index}.test.ts`),
      ["FAIL src/bad.test.ts", "Tests:       1 failed, 20 passed, 21 total"],
    ],
    [
      "cargo test",
      times(20, (index) => `test parser::case_${index} ... ok`),
      [
        "test parser::bad ... FAILED",
        "thread 'parser::bad' panicked at src/parser.rs:7:9:",
        "test result: FAILED. 20 passed; 1 failed;",
      ],
    ],
    [
      "unittest -v",
      times(20, (index) => `test_${index} (app.Tests.test_${index}) ... ok`),
      ["test_bad (app.Tests.test_bad) ... FAIL", "Ran 21 tests in 0.01s"],
    ],
    ["TAP", times(20, (index) => `ok ${index + 1} - works`), ["not ok 21 - breaks", "# fail 1"]],
    [
      "surefire",
      times(
        20,
        (index) =>
          `[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.${index} s -- in app.Part${index}Test`,
      ),
      [
        "[ERROR] app.BadTest.breaks:12 expected 3 but was 4",
        "[ERROR] Tests run: 61, Failures: 1, Errors: 0, Skipped: 0",
      ],
    ],
    [
      "gradle",
      times(20, (index) => `AppTest > works${index}() PASSED`),
      ["AppTest > breaks() FAILED", "21 tests completed, 1 failed"],
    ],
    [
      "ctest",
      times(20, (index) => ` ${index}/21 Test  #${index}: part ${index} ......   Passed    0.01 sec`),
      ["21/21 Test #21: bad ...***Failed"],
    ],
    ["rspec", [".".repeat(80)], ["1) Part breaks", "81 examples, 1 failure"]],
  ])("%s", (_, passing, rest) => {
    const text = trimmed([...passing, ...rest])!;
    expect(text.slice(1)).toEqual(rest);
    expect(text[0]).toMatch(/^\[… \d+ passing (?:test|file)s left out\]$/);
  });
});

test("dots are counted one by one, suites as they say", () => {
  expect(trimmed([".".repeat(72), `${".".repeat(8)}F`, "=== 1 failed, 80 passed in 1s ==="])![0]).toBe(
    "[… 72 passing tests left out]",
  );
  const suite = "[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in app.PartTest";
  expect(trimmed([suite, "[INFO] BUILD SUCCESS"])![0]).toBe("[… 7 passing tests left out]");
});

test("the number is the number of passing tests, skipped ones apart", () => {
  const lines = [...times(30, (index) => `✓ works ${index}`), "○ waits for the database", "✗ breaks"];
  expect(trimmed(lines)![0]).toBe("[… 30 passing tests, 1 skipped left out]");
});

describe("what go tests print", () => {
  const output = times(6, (index) => `    app_test.go:${index}: some words about step ${index}`);

  test("goes with a test that passes", () => {
    expect(trimmed(["=== RUN   TestA", ...output, "--- PASS: TestA (0.00s)", "PASS", "ok  \tpkg\t0.4s"])).toEqual([
      "[… 1 passing test and what they print left out]",
      "PASS",
      "ok  \tpkg\t0.4s",
    ]);
  });

  test("stays with one that fails, and says whose it is", () => {
    const lines = ["=== RUN   TestA", ...output, "--- FAIL: TestA (0.00s)"];
    expect(trimmed([...lines, ...times(9, (index) => `--- PASS: TestB${index} (0.00s)`)])!.slice(0, 8)).toEqual(lines);
  });

  test("stays where tests run at the same time: nobody knows whose it is", () => {
    const lines = ["=== RUN   TestA", "=== PAUSE TestA", "=== CONT  TestA", ...output, "--- PASS: TestA (0.00s)"];
    for (const line of output) expect(trimmed([...lines, ...lines, ...lines])).toContain(line);
  });

  test("stays where it is a warning", () => {
    const lines = ["=== RUN   TestA", "warning: the backup exists already", "--- PASS: TestA (0.00s)"];
    expect(trimmed([...lines, ...times(20, (index) => `--- PASS: TestB${index} (0.0s)`)])).toContain(lines[1]);
  });
});

test("a passing test that has an error's name is a passing test", () => {
  const lines = times(20, (index) => `--- PASS: TestErrorIsHandled${index} (0.00s)`);
  expect(trimmed(lines)).toEqual(["[… 20 passing tests left out]"]);
});

test("a passing test the user asked for stays", () => {
  const lines = times(20, (index) => `--- PASS: TestPart${index} (0.00s)`);
  expect(trimmed(lines, ["TestPart7 "])).toContain("--- PASS: TestPart7 (0.00s)");
});
