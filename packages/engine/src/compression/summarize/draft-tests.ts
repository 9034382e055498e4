import type { CompressInput } from "../contract.ts";
import type { Draft } from "./draft.ts";
import { isErrorLine } from "./error-lines.ts";
import { extract, type Unit } from "./extract.ts";
import { linesHolding } from "./keep-lines.ts";

/** Lines that say a test went well: go, cargo, pytest, node, vitest, jest, mocha, TAP. */
const passed =
  /^\s*(?:--- PASS|=== (?:RUN|PAUSE|CONT|NAME)|PASS\b|ok \d+\b|ok\s+\S+\s+(?:\(cached\)|[\d.]+s)|test .{1,300} \.\.\. ok$|[✓✔√] |.{1,300} PASSED\b|\?\s+\S+\s+\[no test files\])/;
const failed =
  /^\s*(?:--- FAIL|FAIL(?:ED)?\b|not ok \d+\b|test .{1,300} \.\.\. FAILED|[✗✘×✕❯] |.{1,300} FAILED\b|●|E {3}|>{1,2} |panic:|AssertionError|\d+\) )/;
const totals =
  /^\s*(?:=+ .{0,300}(?:passed|failed|error).{0,300}=+|Tests?:?\s+.{0,80}\d|Test (?:Files|Suites|result)|test result:|Ran \d+ tests?|(?:ℹ|#) (?:tests|pass|fail|suites|duration_ms) \d|\d+ (?:passing|failing|pending|examples?)|OK\b|FAILED \(|Snapshots:|Time:|Duration\b)/;
/** A run without this many verdicts is no test run. */
const fewestVerdicts = 3;
const share = 0.25;

/** Output of a test run: failures with what they say, and the totals; of passing tests only how many there were. */
export function draftTests(input: CompressInput): Draft | null {
  const lines = input.text.split("\n");
  const heads = lines.map((line) => line.slice(0, 500));
  const passes = heads.filter((line) => passed.test(line)).length;
  const failures = heads.filter((line) => failed.test(line)).length;
  const sums = heads.filter((line) => totals.test(line)).length;
  if (passes + failures < fewestVerdicts || (sums === 0 && passes < fewestVerdicts)) return null;
  const held = linesHolding(lines, input.keep);
  let within = false;
  const units = lines.map((text, line): Unit => {
    const head = heads[line]!;
    if (held.has(line)) return { text, line, claim: "verbatim", bonus: 0 };
    if (failed.test(head) || totals.test(head)) {
      within = failed.test(head);
      return { text, line, claim: "must", bonus: 0 };
    }
    if (passed.test(head)) {
      within = false;
      return { text, line, claim: isErrorLine(text) && !text.includes("PASS") ? "weigh" : "drop", bonus: 0 };
    }
    return { text, line, claim: text.trim() === "" ? "drop" : "weigh", bonus: within ? 4 : 0 };
  });
  return {
    content: "test-output",
    title: `failures and totals of a test run, ${passes} passing left out, ${lines.length} lines`,
    lines: extract(units, { share, errors: true, gaps: true }),
    note: `${passes} passing tests left out, ${failures} lines of failures kept`,
  };
}
