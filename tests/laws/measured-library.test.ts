import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { starterLibrary } from "../../packages/aperture/src/replay/testing/starter-library.ts";
import { MeasuredEffect } from "../../packages/sdk/src/library/effect.ts";
import { starterItems } from "../bench/context/pipeline/library-plans.ts";
import { changedRows } from "../bench/library/changed-rows.ts";
import { effectOver } from "../bench/library/measure-item.ts";

// Law 8 for what ships: what is said of it was measured, on every session, in its name. `npm run measure-library -- --check` measures anew.

const shelf = starterLibrary();
afterAll(() => shelf.close());
const file = new URL("../../library/effects.json", import.meta.url);

test("each of the starter library has its effect, and none is worse than the law allows", () => {
  const effects = MeasuredEffect.array().parse(JSON.parse(readFileSync(file, "utf8")));
  const names = effects.map(({ kind, name }) => `${kind} ${name}`);
  expect(names).toEqual(starterItems(shelf.library).map(({ kind, name }) => `${kind} ${name}`));
  for (const { sessions, requests, worst, best, billChange } of effects) {
    expect(sessions).toBeGreaterThanOrEqual(15);
    expect(requests).toBeGreaterThan(1_000);
    expect(worst).toBeLessThanOrEqual(0.005);
    expect(billChange).toBeGreaterThanOrEqual(best);
    expect(billChange).toBeLessThanOrEqual(worst);
  }
});

describe("how it is measured", () => {
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
});
