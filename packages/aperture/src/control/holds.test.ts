import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { createHolds, type HoldableRequest, type HoldBook } from "./holds.ts";

let store: Store;
let holds: HoldBook;
let clock: number;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  clock = 1_000;
  holds = createHolds({ store, now: () => clock });
});
afterEach(() => {
  vi.useRealTimers();
  store.close();
});
const events = () =>
  store.events.since(0, 1_000).events.map(({ type, data }) => [type, (data as { state?: string }).state ?? null]);
const notFound = (hint: string) =>
  expect.objectContaining({ code: "not_found", facts: expect.objectContaining({ id: "hold-9", hint }) });
const client = () => new AbortController();
/** A request of session 1. */
const asked = (turn: number, more: Partial<HoldableRequest> & { says?: string } = {}): HoldableRequest => ({
  session: 1,
  lane: 1,
  turn,
  isSide: false,
  identity: () => more.says ?? `request ${turn}`,
  ...more,
});
/** What became of it so far. */
function watch(request: HoldableRequest, signal = client().signal): () => string {
  let now = "waits";
  holds.wait(request, signal).then(
    (action) => {
      now = action;
    },
    (error: Error) => {
      now = error.message;
    },
  );
  return () => now;
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a hold", () => {
  test("is armed once per session, and seen", () => {
    const hold = holds.arm(1, 5_000);
    expect(hold).toEqual({
      id: "hold-1",
      sessionId: "session-1",
      state: "armed",
      timeout: 5_000,
      until: null,
      turnId: null,
    });
    expect(holds.arm(1, 9_000)).toEqual(hold);
    expect(holds.arm(2, 9_000).id).toBe("hold-2");
    expect([holds.isArmed(1), holds.isArmed(3)]).toEqual([true, false]);
    expect(holds.list().map(({ id }) => id)).toEqual(["hold-2", "hold-1"]);
    expect(holds.list(1).map(({ id }) => id)).toEqual(["hold-1"]);
  });

  test.each([
    ["send", "sent"],
    ["drop", "dropped"],
  ] as const)("holds one request until it is told to %s", async (action, state) => {
    holds.arm(1, 60_000);
    const waiting = holds.wait(asked(7), client().signal);
    expect(holds.list()[0]).toMatchObject({ state: "held", turnId: "turn-7", until: new Date(61_000).toISOString() });
    expect(holds.isArmed(1)).toBe(false);
    expect(holds.release("hold-1", action)).toMatchObject({ state, until: null });
    expect(await waiting).toBe(action);
    expect(() => holds.release("hold-1", "send")).toThrow(expect.objectContaining({ code: "hold_ended" }));
    expect(events()).toEqual([
      ["request-held", null],
      ["hold-ended", state],
    ]);
  });

  test("nobody comes: sent when its time is over", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    holds.arm(1, 1_000);
    const waiting = holds.wait(asked(7), client().signal);
    await vi.advanceTimersByTimeAsync(999);
    expect(holds.list()[0]!.state).toBe("held");
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toBe("send");
    expect(holds.list()[0]!.state).toBe("timed-out");
  });

  test("the client leaves: it ends with the reason, once", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    holds.arm(1, 1_000);
    const leaving = client();
    const waiting = holds.wait(asked(7), leaving.signal);
    const gone = new Error("gone");
    leaving.abort(gone);
    await expect(waiting).rejects.toBe(gone);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(holds.list()[0]!.state).toBe("dropped");
    expect(events().filter(([type]) => type === "hold-ended")).toEqual([["hold-ended", "dropped"]]);
    expect(() => holds.release("hold-1", "send")).toThrow(expect.objectContaining({ code: "hold_ended" }));
  });

  test("the client left before: the hold is used up, nothing waits", async () => {
    holds.arm(1, 60_000);
    const left = client();
    left.abort(new Error("gone"));
    await expect(holds.wait(asked(7), left.signal)).rejects.toThrow("gone");
    expect(holds.list()[0]!.state).toBe("dropped");
  });

  test("leaving after it was released changes nothing", async () => {
    holds.arm(1, 60_000);
    const leaving = client();
    const waiting = holds.wait(asked(7), leaving.signal);
    holds.release("hold-1", "send");
    leaving.abort(new Error("gone"));
    expect(await waiting).toBe("send");
    expect(holds.list()[0]!.state).toBe("sent");
  });

  test("taken back: armed it is no more, held its request is sent, ended it says so", async () => {
    holds.arm(1, 60_000);
    expect(holds.cancel("hold-1").state).toBe("sent");
    expect(holds.isArmed(1)).toBe(false);
    expect(() => holds.cancel("hold-1")).toThrow(expect.objectContaining({ code: "hold_ended" }));
    holds.arm(1, 60_000);
    const waiting = holds.wait(asked(7), client().signal);
    holds.cancel("hold-2");
    expect(await waiting).toBe("send");
  });
});

describe("while a request is held", () => {
  test("later ones of its lane wait behind it; other lanes and sessions go on", async () => {
    holds.arm(1, 60_000);
    const first = watch(asked(7));
    const [behind, other, stranger] = [watch(asked(8)), watch(asked(9, { lane: 2 })), watch(asked(10, { session: 2 }))];
    await settled();
    expect([first(), behind(), other(), stranger()]).toEqual(["waits", "waits", "send", "send"]);
    expect(holds.stops(asked(8))).toBe(true);
    holds.release("hold-1", "send");
    await settled();
    expect([first(), behind()]).toEqual(["send", "send"]);
    expect([holds.stops(asked(11)), holds.watched()]).toEqual([false, []]);
  });

  test("after a drop the same one is dropped too, and another goes on", async () => {
    holds.arm(1, 60_000);
    const first = watch(asked(7, { says: "same" }));
    const [same, other] = [watch(asked(8, { says: "same" })), watch(asked(9))];
    holds.release("hold-1", "drop");
    await settled();
    expect([first(), same(), other()]).toEqual(["drop", "drop", "send"]);
  });

  test("one that waits behind takes a hold that was armed meanwhile, the third waits behind that", async () => {
    holds.arm(1, 60_000);
    const first = watch(asked(7));
    const [second, third] = [watch(asked(8)), watch(asked(9))];
    holds.arm(1, 60_000);
    holds.release("hold-1", "send");
    await settled();
    expect([first(), second(), third()]).toEqual(["send", "waits", "waits"]);
    expect(holds.list()[0]).toMatchObject({ state: "held", turnId: "turn-8" });
    holds.release("hold-2", "send");
    await settled();
    expect([second(), third()]).toEqual(["send", "send"]);
  });

  test("whoever waits behind it may leave, and goes on when the held one leaves", async () => {
    holds.arm(1, 60_000);
    const [holder, leaver] = [client(), client()];
    const first = watch(asked(7), holder.signal);
    const [second, third] = [watch(asked(8), leaver.signal), watch(asked(9))];
    leaver.abort(new Error("left"));
    await settled();
    expect([first(), second(), third()]).toEqual(["waits", "left", "waits"]);
    holder.abort(new Error("gone"));
    await settled();
    expect([first(), third()]).toEqual(["gone", "send"]);
  });
});

test("a title never takes the hold", async () => {
  holds.arm(1, 60_000);
  expect(holds.stops(asked(7, { isSide: true, lane: 2 }))).toBe(false);
  expect(await holds.wait(asked(7, { isSide: true, lane: 2 }), client().signal)).toBe("send");
  expect(holds.isArmed(1)).toBe(true);
});

test("a dropped request stays dropped for 30 s after its last try", async () => {
  holds.arm(1, 60_000);
  const first = watch(asked(7, { says: "same" }));
  holds.release("hold-1", "drop");
  await settled();
  expect(first()).toBe("drop");
  for (const after of [29_000, 29_000]) {
    clock += after;
    expect([holds.watched(), holds.stops(asked(8, { says: "same" })), holds.stops(asked(9))]).toEqual([
      [1],
      true,
      false,
    ]);
    expect(await holds.wait(asked(8, { says: "same", session: 2 }), client().signal)).toBe("drop");
  }
  clock += 30_000;
  expect([holds.watched(), holds.stops(asked(8, { says: "same" }))]).toEqual([[], false]);
  expect(await holds.wait(asked(8, { says: "same" }), client().signal)).toBe("send");
});

test("one that is not held yet cannot be released; an unknown one names the nearest that is open", () => {
  holds.arm(1, 60_000);
  expect(() => holds.release("hold-1", "send")).toThrow(expect.objectContaining({ code: "hold_ended" }));
  expect(() => holds.release("hold-9", "send")).toThrow(notFound("Open: hold-1"));
  holds.cancel("hold-1");
  expect(() => holds.cancel("hold-9")).toThrow(notFound("None is open"));
});

test("a store in trouble keeps no request waiting", async () => {
  holds.arm(1, 60_000);
  store.close();
  const waiting = holds.wait(asked(7), client().signal);
  holds.release("hold-1", "send");
  expect(await waiting).toBe("send");
  store = openStore({ file: ":memory:" });
});

test("the last ones that ended are told of, the open ones always", () => {
  const first = holds.arm(1_000, 60_000);
  for (let session = 1; session <= 60; session += 1) holds.cancel(holds.arm(session, 60_000).id);
  const open = holds.list().filter(({ state }) => state === "armed");
  expect(open.map(({ id }) => id)).toEqual([first.id]);
});
