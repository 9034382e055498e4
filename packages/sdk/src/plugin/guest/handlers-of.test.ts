import { expect, test } from "vitest";
import { handlersOf } from "./handlers-of.ts";

const none = { stages: [], events: [], actions: [], schedule: false, panel: false, serve: false };

test("everything that it handles, by name", () => {
  const handle = () => {};
  expect(
    handlersOf({
      stages: { after_zone: handle, on_response: handle, not: 5 },
      on: { "turn-recorded": handle },
      actions: { save: handle, none: undefined },
      schedule: handle,
      uiPanel: handle,
      serve: handle,
    }),
  ).toEqual({
    stages: ["after_zone", "on_response"],
    events: ["turn-recorded"],
    actions: ["save"],
    schedule: true,
    panel: true,
    serve: true,
  });
});

test("the trait has one stage, named once", () => {
  const process = () => {};
  expect(handlersOf({ stage: "after_zone", process })).toEqual({ ...none, stages: ["after_zone"] });
  expect(handlersOf({ stage: "after_zone", process, stages: { after_zone: process } }).stages).toEqual(["after_zone"]);
  expect(handlersOf({ stage: "after_zone" }).stages).toEqual([]);
});

test("nothing, and what is no plugin", () => {
  expect(handlersOf({})).toEqual(none);
  expect(handlersOf({ stages: "x", on: null, actions: 3, schedule: true })).toEqual(none);
  expect(() => handlersOf(5)).toThrow(/no plugin/);
});
