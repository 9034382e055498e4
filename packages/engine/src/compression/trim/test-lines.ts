/** What a line of a test runner's output is; `null`: something else, which is kept. */
export type TestLine = "pass" | "suite" | "skip" | "progress" | null;

interface Pattern {
  readonly is: Exclude<TestLine, null>;
  /** Tested on the first 400 characters; anchored, every repetition bounded or followed by nothing that could take it back. */
  readonly pattern: RegExp;
}

const patterns: readonly Pattern[] = [
  // go test -v
  { is: "pass", pattern: /^\s{0,40}--- PASS: / },
  { is: "skip", pattern: /^\s{0,40}--- SKIP: / },
  { is: "progress", pattern: /^\s{0,40}=== (?:RUN|PAUSE|CONT|NAME)\s/ },
  { is: "progress", pattern: /^\?\s{1,8}\S{1,300}\s{1,8}\[no test files\]$/ },
  // jest, vitest, mocha, node --test, rspec documentation
  { is: "pass", pattern: /^\s{0,60}[✓✔√]\s/ },
  { is: "suite", pattern: /^ {0,4}PASS {1,4}\S{1,300}(?: \([\d.]{1,9} ?m?s\))?$/ },
  { is: "skip", pattern: /^\s{0,60}[○↓⊘﹣]\s/ },
  // TAP
  { is: "pass", pattern: /^\s{0,40}ok \d{1,7}\b/ },
  // pytest
  { is: "pass", pattern: /^\S{1,300}::\S{1,300} PASSED(?:\s{1,80}\[ {0,3}\d{1,3}%\])?$/ },
  { is: "pass", pattern: /^PASSED \S{1,300}::/ },
  { is: "skip", pattern: /^\S{1,300}::\S{1,300} (?:SKIPPED|XFAIL)\b/ },
  { is: "pass", pattern: /^\S{1,200}\.py \.{1,900}\s{0,80}\[ {0,3}\d{1,3}%\]$/ },
  { is: "pass", pattern: /^\.{5,900}(?:\s{1,80}\[ {0,3}\d{1,3}%\])?$/ },
  // cargo test
  { is: "pass", pattern: /^test \S{1,300}(?: - should panic)? \.\.\. ok$/ },
  { is: "skip", pattern: /^test \S{1,300} \.\.\. ignored/ },
  // unittest -v
  { is: "pass", pattern: /^\w{1,200} \([\w.]{1,300}\)(?: \.\.\.|\n) ok$/ },
  { is: "skip", pattern: /^\w{1,200} \([\w.]{1,300}\) \.\.\. skipped/ },
  // surefire, gradle, dotnet, ctest, swift, phpunit --testdox
  {
    is: "pass",
    pattern:
      /^(?:\[INFO\] )?Tests run: \d{1,7}, Failures: 0, Errors: 0, Skipped: \d{1,7}, Time elapsed: .{0,30}-- ?in /,
  },
  { is: "progress", pattern: /^\[INFO\] Running \S{1,300}$/ },
  { is: "pass", pattern: /^\S{1,300} > .{1,300} PASSED$/ },
  { is: "pass", pattern: /^\s{1,8}Passed \S.{0,300} \[[^\]]{1,20}\]$/ },
  { is: "pass", pattern: /^\s{0,4}\d{1,5}\/\d{1,5} Test\s{1,8}#\d{1,5}: .{0,200}\s{1,8}Passed\s/ },
  { is: "pass", pattern: /^Test Case '.{1,200}' passed/ },
];

/** A cheap look before the patterns: every pass, skip and progress line holds one of these. */
const hint =
  /PASS|SKIP|===|no test files|[✓✔√○↓⊘﹣]|ok|XFAIL|\.{5}|\.py |ignored|skipped|Tests run|Running|Passed|passed/;

/** The endings of test runs that are always kept; how test output is recognised. */
const endings =
  /^(?:FAIL|ok {1,4}\t|ok\s+\S+\s|PASS$|={3,} .{0,200}(?:passed|failed|error)|Tests?:? {1,20}\d|Test Suites:|Test Files |test result: |Ran \d{1,7} tests? in|\[(?:INFO|ERROR|WARNING)\] Tests run:|# (?:tests|pass|fail) \d|\d{1,7} examples?, |\s{0,4}\d{1,7} (?:passing|failing|pending)|--- FAIL: |FAILED |failures:$|OK \(\d)/;

export function testLine(line: string): TestLine {
  if (line.length > 1_000) return null;
  const shown = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (!hint.test(shown)) return null;
  return patterns.find(({ pattern }) => pattern.test(shown))?.is ?? null;
}

/** Tests that a passing line speaks of: dots are one each, a suite of surefire says how many it ran. */
export function testsIn(line: string): number {
  const dots = /^(?:\S{1,200}\.py )?(\.{1,900})/.exec(line);
  if (dots) return dots[1]!.length;
  return Number(/^(?:\[INFO\] )?Tests run: (\d{1,7})/.exec(line)?.[1] ?? 1);
}

export function isTestEnding(line: string): boolean {
  return endings.test(line.slice(0, 300));
}
