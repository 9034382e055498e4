import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { compactionOf } from "./compaction.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import type { KnownPart } from "./state.ts";
import { answer, assistant, request, user } from "./testing/talk.ts";
import { tell } from "./testing/tell.ts";

const part = (n: number, role = "user"): KnownPart => ({
  key: `${role}:${n}`,
  n,
  hash: String(n),
  mark: false,
  toolId: undefined,
  turn: 1,
});
const parts = (...numbers: number[]): KnownPart[] => [part(1_000, "system"), ...numbers.map((n) => part(n))];
const before = parts(1, 2, 3, 4, 5, 6, 7, 8);

describe("a conversation was shortened", () => {
  test.each([
    ["all of it but a summary", parts(20), { removed: 8, kept: 0 }],
    ["a summary and the newest", parts(20, 7, 8), { removed: 6, kept: 2 }],
    ["the first, a summary, the newest", parts(1, 20, 6, 7, 8), { removed: 4, kept: 4 }],
    ["every other one, and a new prompt", parts(2, 4, 6, 8, 20), { removed: 4, kept: 4 }],
  ])("%s", (_, after, expected) => {
    expect(compactionOf(before, after)).toEqual(expected);
  });

  test.each([
    ["it grew", parts(1, 2, 3, 4, 5, 6, 7, 8, 9)],
    ["it went back to an earlier point", parts(1, 2, 3, 20)],
    ["it went back to its first prompt", parts(1, 20)],
    ["less than half left", parts(20, 4, 5, 6, 7, 8)],
    ["nothing stands in its place", parts(7, 8)],
  ])("not where %s", (_, after) => {
    expect(compactionOf(before, after)).toBeNull();
  });

  test("not where it was short, whatever its instructions and tools are", () => {
    const tools = Array.from({ length: 50 }, (_, index) => part(2_000 + index, "other#tool:Read"));
    expect(compactionOf([...tools, part(1), part(2)], [...tools, part(3)])).toBeNull();
    expect(compactionOf([...tools, ...before], [part(20)])).toEqual({ removed: 8, kept: 0 });
  });
});

describe("the event", () => {
  let store: Store;
  let recorder: Recorder;
  beforeEach(() => {
    store = openStore({ file: ":memory:" });
    recorder = createRecorder({ store });
  });
  afterEach(() => store.close());
  const headers = { "user-agent": "claude-cli/2", "x-claude-code-session-id": "a" };
  const compacted = () => store.events.since(0, 1_000).events.filter(({ type }) => type === "session-compacted");
  const say = async (messages: readonly unknown[]) => {
    tell(recorder, { headers, body: request(messages), answer: answer([{ type: "text", text: "ok" }]) });
    await recorder.drain();
  };
  const talk = Array.from({ length: 10 }, (_, index) =>
    index % 2 ? assistant(`answer ${index}`) : user(`ask ${index}`),
  );

  test("is told once, with the turn, when an agent comes with a summary in place of its history", async () => {
    await say([...talk, user("go on")]);
    await say([...talk, user("go on"), assistant("ok"), user("more")]);
    expect(compacted()).toEqual([]);
    await say([user("This session is continued. Summary: all is well."), assistant("ok"), user("more")]);
    await say([
      user("This session is continued. Summary: all is well."),
      assistant("ok"),
      user("more"),
      assistant("ok"),
      user("x"),
    ]);
    const turns = store.turns.ofSession(1, { limit: 9 });
    expect(compacted()).toHaveLength(1);
    expect(compacted()[0]?.data).toMatchObject({
      sessionId: "session-1",
      lane: "lane-1",
      turnId: `turn-${turns.at(-3)?.n}`,
      kept: 2,
    });
    expect(turns).toHaveLength(4);
  });

  test("is not told of a rewind", async () => {
    await say([...talk, user("go on")]);
    await say([...talk.slice(0, 2), user("another way")]);
    expect(compacted()).toEqual([]);
  });
});
