import "../testing/runes.ts";
import type { Hold } from "@aperture/sdk";
import { expect, test } from "vitest";
import { sampleChange, samplePrice } from "../testing/samples.ts";
import { Condition, type ConditionClient } from "./condition.svelte.ts";

const hold = (n: number, state: Hold["state"]): Hold => ({
  id: `hold-${n}`,
  sessionId: "session-1",
  state,
  timeout: 60_000,
  until: null,
  turnId: null,
});

function clientWith(parts: Partial<ConditionClient> = {}): ConditionClient {
  const unused = () => Promise.reject(new TypeError("fetch failed"));
  return {
    pending: async ({ session } = {}) => ({
      session: session ?? null,
      changes: [sampleChange(1)],
      next: ["change-1"],
      price: samplePrice(),
    }),
    budget: unused,
    health: unused,
    ledger: unused,
    session: async (id) => ({ sessionId: id, mode: "manual", holdout: false, holding: false }),
    holds: async () => ({ holds: [] }),
    setSession: unused,
    setBudget: unused,
    ...parts,
  };
}

test("reads everything at once; what fails says so, the rest is there", async () => {
  const condition = new Condition(clientWith());
  await condition.load("session-1");
  expect(condition.pending.value?.changes).toHaveLength(1);
  expect(condition.next).toEqual(["change-1"]);
  expect(condition.control.value?.mode).toBe("manual");
  expect(condition.budget.trouble).toBe("The API does not answer");
});

test("another session does not show what the last one had", async () => {
  const condition = new Condition(clientWith());
  await condition.load("session-1");
  const loading = condition.load("session-2");
  expect(condition.pending.value).toBeUndefined();
  await loading;
  expect(condition.pending.value?.session).toBe("session-2");
});

test.each([
  [[hold(1, "sent"), hold(2, "timed-out")], undefined],
  [[hold(3, "armed"), hold(2, "held")], "hold-2"],
  [[hold(3, "armed"), hold(2, "dropped")], "hold-3"],
])("of %j the open hold is %s", async (holds, id) => {
  const condition = new Condition(clientWith({ holds: async () => ({ holds }) }));
  await condition.load("session-1");
  expect(condition.hold?.id).toBe(id);
});

test("after forgetting nothing is known", async () => {
  const condition = new Condition(clientWith());
  await condition.load("session-1");
  condition.forget();
  expect([condition.pending.value, condition.hold, condition.next]).toEqual([undefined, undefined, []]);
});
