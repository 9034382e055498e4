import { afterEach, beforeEach, expect, test } from "vitest";
import { governedTalk } from "../../sessions/testing/governed.ts";
import { answer, request, user } from "../../sessions/testing/talk.ts";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

test("what a stage throws is told without hidden values, and not at any length", async () => {
  const process = () => {
    throw new Error(`cannot read hunter2: ${"x".repeat(1_000)}`);
  };
  const talk = governedTalk(store, {
    slots: (position) => (position === "after_parse" ? [{ name: "broken", process }] : []),
  });
  const headers = { "user-agent": "claude-cli/2.1.330", "x-claude-code-session-id": "a" };
  const told = { headers, body: request([user("it is hunter2")]), answer: answer([{ type: "text", text: "done" }]) };
  await talk.send({ ...told, at: 0 });
  const placeholder = "REDACTED_0_abc123";
  store.control.redactions.insert({ session: 1, value: "hunter2", placeholder, operation: null, at: 0, active: true });
  talk.governor.touched(1);
  await talk.send({ ...told, at: 1_000 });
  const [failed] = store.events
    .since(0, 1_000)
    .events.flatMap((event) => (event.type === "stage-failed" ? [event.data] : []));
  expect(failed).toMatchObject({ stage: "broken", message: expect.stringContaining(placeholder) });
  expect(failed!.message).toHaveLength(300);
});
