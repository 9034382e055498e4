import { expect, test } from "vitest";
import { type ConnectionInput, type ConnectionState, transitions } from "./connection-state.ts";

const states: ConnectionState[] = ["connecting", "live", "stale", "refused"];
const inputs: ConnectionInput[] = ["hello", "closed", "denied"];

test("the table is total and stays inside its states", () => {
  for (const state of states) for (const input of inputs) expect(states).toContain(transitions[state][input]);
});

test("hello always ends in live, a refusal always in refused", () => {
  for (const state of states) {
    expect(transitions[state].hello).toBe("live");
    expect(transitions[state].denied).toBe("refused");
  }
});

test("a closed socket does not hide that the gate refused", () => {
  expect(transitions.refused.closed).toBe("refused");
  expect(transitions.live.closed).toBe("stale");
});
