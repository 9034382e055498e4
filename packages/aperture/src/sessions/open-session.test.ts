import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { createRecorder } from "./recorder.ts";
import { answer, request, user } from "./testing/talk.ts";
import { type Told, tell } from "./testing/tell.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

async function opened(told: Told) {
  const recorder = createRecorder({ store });
  tell(recorder, told);
  await recorder.drain();
  return store.sessions.latest()!;
}

describe("labels", () => {
  test.each<[string, unknown[], string]>([
    ["the first words", [user("fix the bug")], "sdk: fix the bug"],
    ["on one line", [user("  fix\n\n  the\tbug ")], "sdk: fix the bug"],
    ["without what agents put in front", [user("<system-reminder>x</system-reminder>"), user("fix it")], "sdk: fix it"],
    ["of a person", [{ role: "assistant", content: "me first" }, user("then me")], "sdk: then me"],
    ["cut at 48 characters", [user("x".repeat(60))], `sdk: ${"x".repeat(47)}…`],
    ["48 characters whole", [user("x".repeat(48))], `sdk: ${"x".repeat(48)}`],
    ["never half a character", [user(`${"x".repeat(46)}😀${"y".repeat(20)}`)], `sdk: ${"x".repeat(46)}…`],
    ["something, where nobody said anything", [user(""), user("  ")], "sdk: conversation"],
  ])("%s", async (_, messages, label) => {
    expect((await opened({ body: request(messages) })).label).toBe(label);
  });

  test("the client's name stands in front, a path tag in its place", async () => {
    const headers = { "user-agent": "OpenAI/JS 7.57.0" };
    expect((await opened({ headers, body: request([user("hi")]) })).label).toBe("openai-sdk: hi");
    expect((await opened({ headers, tag: "work", body: request([user("hi")]) })).label).toBe("work");
  });

  test("a megabyte said first is still a short label", async () => {
    const { label } = await opened({ body: request([user("many words ".repeat(100_000))]) });
    expect(label.length).toBeLessThanOrEqual(53);
  });
});

describe("a new session", () => {
  test("is announced with its label before its first turn", async () => {
    const { n, label } = await opened({ body: request([user("hi")]) });
    const [first, second] = store.events.since(0, 10).events;
    expect(first).toMatchObject({ type: "session-started", data: { sessionId: `session-${n}`, label } });
    expect(second).toMatchObject({ type: "turn-started" });
  });

  test("has the project of the run under its tag, and none without", async () => {
    store.runs.put({ label: "run-1", project: "/projects/a", agent: "codex", at: 1, preset: null });
    expect((await opened({ tag: "run-1", body: request([user("hi")]) })).project).toBe("/projects/a");
    expect((await opened({ tag: "run-2", body: request([user("hi")]) })).project).toBeNull();
  });

  test.each([
    [
      "claude-cli/2.0.1",
      { metadata: { user_id: "user_1_account_2_session_0a1b2c3d-4e5f" } },
      "agent:claude-code:0a1b2c3d-4e5f",
    ],
    [
      "claude-cli/2.1.3",
      { metadata: { user_id: '{"session_id":"0a1b2c3d-4e5f"}' } },
      "agent:claude-code:0a1b2c3d-4e5f",
    ],
    ["Anthropic/JS 1.12.0", { metadata: { user_id: "user_session_0a1b2c3d-4e5f" } }, undefined],
  ])("of %s is known by what its body says: %j", async (agent, more, key) => {
    const told = (text: string) => ({ headers: { "user-agent": agent }, body: request([user(text)], more) });
    const { n, source } = await opened(told("one thing"));
    expect(store.sessions.byKey(key ?? "none")?.n).toBe(key && n);
    expect(source).toBe(key ? "agent" : "content");
    await opened(told("another thing"));
    expect(store.sessions.list({ limit: 9 })).toHaveLength(key ? 1 : 2);
  });

  test("without an id has a key of its own among those that begin alike", async () => {
    for (let at = 0; at < 3; at++) await opened({ at, body: request([user("hi")]), answer: answer([]) });
    const all = store.sessions.list({ limit: 9 }).map(({ key }) => key);
    expect(all.map((key) => Number(key.split("#")[1])).toSorted()).toEqual([1, 2, 3]);
    expect(new Set(all.map((key) => key.replace(/#\d+$/, ""))).size).toBe(1);
    expect(all.join()).not.toContain("hi");
  });
});
