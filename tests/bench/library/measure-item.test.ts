import { expect, test } from "vitest";
import { changedRows } from "./changed-rows.ts";
import { effectOver } from "./measure-item.ts";

const item = { kind: "rule", name: "some-rule" } as const;
const sum = (bill: number, tokens: number) => ({ bill, tokens });
const measured = effectOver(item, [
  { requests: 10, before: sum(100, 1_000), after: sum(80, 900) },
  { requests: 5, before: sum(300, 1_000), after: sum(300, 1_000) },
]);

test("sessions weigh what they were billed; the best and the worst are told apart", () => {
  expect(measured).toEqual({
    ...item,
    sessions: 2,
    requests: 15,
    billChange: -0.05,
    tokenChange: -0.05,
    best: -0.2,
    worst: 0,
  });
});

test("a last digit is no change, anything more is, and so is a name that came or went", () => {
  expect(changedRows([measured], [measured])).toEqual([]);
  expect(changedRows([measured], [{ ...measured, best: -0.2001 }])).toEqual([]);
  expect(changedRows([measured], [{ ...measured, best: -0.2003 }])).toEqual(["rule some-rule: best"]);
  expect(changedRows([measured], [{ ...measured, requests: 16 }])).toEqual(["rule some-rule: other sessions"]);
  expect(changedRows([], [measured])).toEqual(["rule some-rule: not there"]);
  expect(changedRows([measured], [])).toEqual(["rule some-rule: no longer there"]);
});
