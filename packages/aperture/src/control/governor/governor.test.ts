import type { Mode } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { governedTalk } from "../../sessions/testing/governed.ts";
import { answer, assistant, request, user } from "../../sessions/testing/talk.ts";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

const agent = (session: string) => ({
  headers: { "user-agent": "claude-cli/2.1.330", "x-claude-code-session-id": session },
});
const first = request([user("fix it")]);
const done = answer([{ type: "text", text: "done" }]);
/** A recorder and its governor that have heard one conversation. */
async function talked(options?: Parameters<typeof governedTalk>[1]) {
  const talk = governedTalk(store, options);
  await talk.send({ ...agent("a"), at: 0, body: first, answer: done });
  return talk;
}

describe("which sessions are governed", () => {
  test("none, until something is decided; those with anything that waits or is applied; none again when it has ended", async () => {
    const { governor, change, blockOf } = await talked();
    expect([governor.governs(1), governor.boundSessions(), governor.governsAll()]).toEqual([false, [], false]);
    const { n } = change(blockOf("fix it"), "fix that");
    expect([governor.governs(1), governor.boundSessions()]).toEqual([true, [1]]);
    store.control.changes.update(n, { state: "withdrawn" });
    governor.touched(1);
    expect(governor.governs(1)).toBe(false);
  });

  test("a redaction, the mode auto, a budget that does more than warn; found again after a restart", async () => {
    const { governor } = await talked();
    const decisions: [() => void, () => void][] = [
      [
        () =>
          void store.control.redactions.insert({
            ...{ session: 1, value: "fix it", placeholder: "REDACTED_1_abc123", operation: null, at: 0, active: true },
          }),
        () => store.control.redactions.setActive(1, false),
      ],
      [
        () => store.control.sessionSettings.put(1, "mode", "auto"),
        () => store.control.sessionSettings.put(1, "mode", null),
      ],
      [
        () => store.control.sessionSettings.put(1, "budget", { strategy: "block" }),
        () => store.control.sessionSettings.put(1, "budget", null),
      ],
    ];
    for (const [decide, takeBack] of decisions) {
      decide();
      governor.touched(1);
      expect([governor.governs(1), governedTalk(store).governor.governs(1)]).toEqual([true, true]);
      takeBack();
      governor.touched(1);
      expect([governor.governs(1), governedTalk(store).governor.governs(1)]).toEqual([false, false]);
    }
  });

  test.each([
    ["auto", true],
    ["manual", false],
    ["observe", false],
  ] as const)("the program's mode %s", (mode: Mode, all) => {
    expect(governedTalk(store, { mode }).governor.governsAll()).toBe(all);
  });

  test("a session that was removed is governed no more", async () => {
    const { governor, change, blockOf, recorder } = await talked();
    change(blockOf("fix it"), "fix that");
    store.sessions.remove(1);
    recorder.forget(1);
    expect(governor.governs(1)).toBe(false);
  });
});

test("an agent that takes up its id again after its session was removed is a new session, governed as such", async () => {
  const talk = await talked();
  talk.change(talk.blockOf("fix it"), "fix that", { forced: true });
  await talk.send({
    ...agent("a"),
    at: 10,
    body: request([user("fix it"), assistant("done"), user("more")]),
    answer: done,
  });
  store.sessions.remove(1);
  talk.recorder.forget(1);
  await talk.send({ ...agent("a"), at: 20, body: first, answer: done });
  const { n } = store.sessions.latest()!;
  expect(n).not.toBe(1);
  talk.change(talk.blockOf("fix it"), "fix this", { forced: true });
  const left = await talk.send({
    ...agent("a"),
    at: 30,
    body: request([user("fix it"), assistant("done"), user("go")]),
  });
  expect(JSON.stringify(left)).toContain("fix this");
});

describe("what operations are told", () => {
  test("the price of what waits, over all lanes; nothing before anything was heard", async () => {
    const talk = await talked();
    expect(talk.governor.pendingPrice(1)).toMatchObject({ tokensSaved: 0, costNow: 0 });
    expect(talk.governor.outlook(99, [])).toEqual([]);
    talk.change(talk.blockOf("fix it"), "");
    expect(talk.governor.pendingPrice(1).tokensSaved).toBeGreaterThan(0);
  });

  test("the session's own settings before the program's", async () => {
    const { governor } = await talked({ mode: "manual" });
    expect(governor.control(1)).toMatchObject({ mode: "manual", holdout: false, budget: { strategy: "warn" } });
    store.control.sessionSettings.put(1, "mode", "observe");
    store.control.sessionSettings.put(1, "holdout", true);
    store.control.sessionSettings.put(1, "budget", { limit: 5_000 });
    expect(governor.control(1)).toMatchObject({
      mode: "observe",
      holdout: true,
      budget: { limit: 5_000, strategy: "warn" },
    });
  });
});

test("observe, holdout, bypass: what waits goes on waiting, what is applied stays", async () => {
  const talk = await talked();
  talk.change(talk.blockOf("fix it"), "fix that", { forced: true });
  const more = [user("fix it"), assistant("done"), user("go")];
  for (const [name, value] of [
    ["mode", "observe"],
    ["holdout", true],
  ] as const) {
    store.control.sessionSettings.put(1, name, value);
    talk.governor.touched(1);
    expect(JSON.stringify(await talk.send({ ...agent("a"), at: 10, body: request(more), answer: done }))).not.toContain(
      "fix that",
    );
    store.control.sessionSettings.put(1, name, null);
    talk.governor.touched(1);
    more.push(assistant("done"), user(`behind ${name}`));
  }
  expect(JSON.stringify(await talk.send({ ...agent("a"), at: 20, body: request(more), answer: done }))).toContain(
    "fix that",
  );
  store.control.sessionSettings.put(1, "holdout", true);
  talk.governor.touched(1);
  more.push(assistant("done"), user("more"));
  expect(JSON.stringify(await talk.send({ ...agent("a"), at: 30, body: request(more) }))).toContain("fix that");
});
