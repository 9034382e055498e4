import { expect, test } from "vitest";
import { readHow, readSession, readTarget } from "./operation-options.ts";

test("ids or a selector, with the session and lane it looks in", () => {
  expect(readTarget({}, ["block-1", "block-2"])).toEqual({ ids: ["block-1", "block-2"] });
  expect(readTarget({ select: "age>10", session: "s", lane: "lane-2" }, [])).toEqual({
    selector: "age>10",
    session: "s",
    lane: "lane-2",
  });
});

test.each([
  [{}, []],
  [{ select: "age>10" }, ["block-1"]],
])("%j with %j is refused", (options, ids) => {
  expect(() => readTarget(options, ids)).toThrow(expect.objectContaining({ code: "usage_invalid" }));
});

test("how: what is not said is not sent", () => {
  expect(readHow({})).toEqual({ dryRun: false, apply: "when-free" });
  expect(readHow({ dryRun: true, now: true, reason: "noise" })).toEqual({
    dryRun: true,
    apply: "now",
    reason: "noise",
  });
  expect(readSession({})).toEqual({});
  expect(readSession({ session: "a b" })).toEqual({ session: "a b" });
});
