import { ChangeState } from "@aperture/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChangeEvent, inForce, isWaiting, transitions } from "./transitions.ts";

const events: ChangeEvent[] = ["apply", "undo", "give-back", "keep", "replace", "vanish"];
const ends = ["undone", "withdrawn", "retired", "superseded"] as const;

test("the table is total, and leads to known states only", () => {
  expect(Object.keys(transitions).sort()).toEqual([...ChangeState.options].sort());
  for (const row of Object.values(transitions)) {
    expect(Object.keys(row).sort()).toEqual([...events].sort());
    for (const state of Object.values(row)) expect(ChangeState.options).toContain(state);
  }
});

test("nothing leaves an end for what is sent; what was replaced and is taken back does not come back", () => {
  for (const end of ends)
    for (const event of events) {
      const isBuried = end === "superseded" && event === "undo";
      expect(transitions[end][event]).toBe(isBuried ? "undone" : end);
    }
});

test("what was applied once is in force until it is given back, replaced or gone", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 12 }), (happened) => {
      let state: ChangeState = "applied";
      for (const event of happened) {
        const after: ChangeState = transitions[state][event];
        if (inForce(state) && !inForce(after)) expect(["give-back", "replace", "vanish"]).toContain(event);
        state = after;
      }
    }),
  );
});

test("an undo of something applied waits, an undo of something pending does not", () => {
  expect(isWaiting(transitions.applied.undo)).toBe(true);
  expect(transitions.pending.undo).toBe("withdrawn");
  expect(transitions["undo-pending"].keep).toBe("applied");
});
