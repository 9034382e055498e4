import { describe, expect, test } from "vitest";
import { chooseLane, type LaneRequest, laneKind } from "./choose-lane.ts";
import type { Head } from "./state.ts";
import { agent, bare, head, lane, session } from "./testing/states.ts";

const request = (conversation: readonly string[], more: Partial<LaneRequest> = {}): LaneRequest => ({
  identity: agent,
  keys: { frame: new Set(["system:a", "tool:b"]), conversation },
  drafts: conversation.map((key) => ({ draft: { hash: `hash of ${key}` } })),
  hasTools: true,
  isFresh: false,
  ...more,
});
const nothing = { session: null, lane: null, head: null, isResend: false };

describe("a request of a session that is named", () => {
  test("the first has no lane yet", () => {
    expect(chooseLane(request(["a"]), [])).toEqual(nothing);
    const empty = session([]);
    expect(chooseLane(request(["a"]), [empty])).toEqual({ ...nothing, session: empty });
  });

  test("goes on in the lane whose request it continues", () => {
    const other = lane([head(["x"], { answered: ["y"] })], { n: 1 });
    const first = head(["a"], { answered: ["b"] });
    const own = lane([first], { n: 2 });
    const choice = chooseLane(request(["a", "b", "c"]), [session([other, own])]);
    expect(choice).toMatchObject({ lane: own, head: first, isResend: false });
  });

  test("of two lanes that begin alike, goes on in the one with its answer", () => {
    const one = lane([head(["a"], { answered: ["one"] })]);
    const two = lane([head(["a"], { answered: ["two"] })], { n: 2 });
    expect(chooseLane(request(["a", "two", "c"]), [session([one, two])]).lane).toBe(two);
    expect(chooseLane(request(["a", "one", "c"]), [session([one, two])]).lane).toBe(one);
  });

  test("a fork takes the numbers of the head it shares most with, in the same lane", () => {
    const heads = [head(["a", "b", "c", "d", "e"]), head(["a", "b", "c"]), head(["a"])];
    const choice = chooseLane(request(["a", "b", "c", "other"]), [session([lane(heads)])]);
    expect(choice.head).toBe(heads[1]);
    expect(choice.isResend).toBe(false);
  });

  test.each<[Head["state"], boolean]>([
    ["failed", true],
    ["complete", true],
    ["running", false],
  ])("the same words again, while the first try is %s: resent %j", (state, isResend) => {
    const newest = head(["a", "b"], { state });
    expect(chooseLane(request(["a", "b"]), [session([lane([newest])])])).toMatchObject({ head: newest, isResend });
  });

  test("going back to an older request is a turn of its own", () => {
    const heads = [head(["a", "b", "c"]), head(["a"])];
    expect(chooseLane(request(["a"]), [session([lane(heads)])])).toMatchObject({ head: heads[1], isResend: false });
  });

  test("the same keys with another text are no resend: a result was cleared", () => {
    const newest = head(["a", "b#1"]);
    const cleared = request(["a", "b#1"], {
      drafts: [{ draft: { hash: "hash of a" } }, { draft: { hash: "cleared" } }],
    });
    expect(chooseLane(cleared, [session([lane([newest])])])).toMatchObject({ head: newest, isResend: false });
  });

  test("an agent's history that shares nothing but the frame was compacted", () => {
    const newest = head(["a", "b"]);
    const known = session([lane([newest])]);
    expect(chooseLane(request(["summary"]), [known])).toMatchObject({ lane: known.lanes[0], head: newest });
  });

  test("other tools, or no agent, make it another conversation of the session", () => {
    const known = session([lane([head(["a", "b"])])]);
    const other = { frame: new Set(["system:other"]), conversation: ["summary"] };
    expect(chooseLane(request(["summary"], { keys: other }), [known])).toEqual({ ...nothing, session: known });
    const tagged = { ...agent, source: "tag", isAgent: false } as const;
    expect(chooseLane(request(["summary"], { identity: tagged }), [known])).toEqual({ ...nothing, session: known });
  });

  test("sub-agents and side requests keep to their own lanes, however alike", () => {
    const main = lane([head(["a"])]);
    const sub = lane([head(["a"])], { n: 2, agentId: "sub" });
    const side = lane([head(["a"])], { n: 3, kind: "side" });
    const known = [session([main, sub, side])];
    const next = (more: Partial<LaneRequest>) => chooseLane(request(["a", "b"], more), known).lane;
    expect(next({})).toBe(main);
    expect(next({ identity: { ...agent, agentId: "sub" } })).toBe(sub);
    expect(next({ hasTools: false })).toBe(side);
    expect(next({ identity: { ...agent, agentId: "new" } })).toBeNull();
  });
});

test.each([
  ["under a tag", { key: "tag:x", source: "tag" }],
  ["by its content", {}],
] as const)(
  "a program without tools, known %s, keeps one lane; an agent's title and a call beside tools do not join",
  (_, more) => {
    const identity = { ...bare, ...more };
    const plain = lane([head(["a"], { keys: { frame: new Set(["system:a"]), conversation: ["a"], answer: [] } })]);
    const next = (among: typeof plain, facts: Partial<LaneRequest> = {}) =>
      chooseLane(request(["a", "b", "c"], { hasTools: false, identity, ...facts }), [session([among])]).lane;
    expect(next(plain)).toBe(plain);
    expect(next(plain, { identity: agent })).toBeNull();
    expect(next(lane([head(["a"])]))).toBeNull();
  },
);

describe("a request that only its content tells of", () => {
  const of = (conversation: readonly string[], more: Partial<LaneRequest> = {}) =>
    request(conversation, { identity: bare, ...more });

  test("goes on in the session that it continues, else begins one", () => {
    const [one, two] = [session([lane([head(["a"], { answered: ["1"] })])]), session([lane([head(["x"])])], 2)];
    expect(chooseLane(of(["x", "y"]), [one, two]).session).toBe(two);
    expect(chooseLane(of(["new"]), [one, two])).toEqual(nothing);
  });

  test("with the same first words begins another, unless the first try failed", () => {
    const fresh = of(["a"], { isFresh: true });
    for (const state of ["running", "complete"] as const)
      expect(chooseLane(fresh, [session([lane([head(["a"], { state })])])])).toEqual(nothing);
    const failed = session([lane([head(["a"], { state: "failed" })])]);
    expect(chooseLane(fresh, [failed])).toMatchObject({ session: failed, isResend: true });
  });

  test("in the middle of a talk the same again is a resend", () => {
    const known = session([lane([head(["a", "b", "c"])])]);
    expect(chooseLane(of(["a", "b", "c"]), [known])).toMatchObject({ session: known, isResend: true });
  });

  test("a talk that still runs does not swallow what another, which began alike, goes on with", () => {
    const running = session([lane([head(["a"], { state: "running" })])]);
    const answered = session([lane([head(["a"], { answered: ["b"] })])], 2);
    expect(chooseLane(of(["a", "b", "c"]), [running, answered]).session).toBe(answered);
    expect(chooseLane(of(["a", "b", "c"]), [answered, running]).session).toBe(answered);
  });
});

describe("laneKind", () => {
  test.each([
    ["an agent with tools", { hasTools: true }, false, "main"],
    ["an agent without", { hasTools: false }, false, "side"],
    ["a bare SDK without", { hasTools: false, identity: bare }, false, "main"],
    ["a bare SDK without, beside a main lane", { hasTools: false, identity: bare }, true, "side"],
    ["a bare SDK with tools, beside a main lane", { hasTools: true, identity: bare }, true, "main"],
  ] as const)("%s", (_, more, hasMain, expected) => {
    expect(laneKind(request(["a"], more), session(hasMain ? [lane([])] : []))).toBe(expected);
    if (!hasMain) expect(laneKind(request(["a"], more), null)).toBe(expected);
  });
});
