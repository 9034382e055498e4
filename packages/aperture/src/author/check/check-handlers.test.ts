import { PluginManifest } from "@aperture/sdk";
import { expect, test } from "vitest";
import { checkHandlers } from "./check-handlers.ts";

const manifestOf = (more: object) =>
  PluginManifest.parse({ name: "x", version: "1.0.0", apiVersion: 1, runtime: "js", entry: "x.js", ...more });
const nothing = { stages: [], events: [], actions: [], schedule: false, panel: false, serve: false };

test("what is declared and handled is no finding", () => {
  const manifest = manifestOf({
    stages: [{ at: "after_zone" }],
    permissions: {
      events: { on: ["turn-recorded"] },
      schedule: "1m",
      panel: true,
      serve: true,
      fs: { read: ["$PROJECT/**"], watch: true },
    },
  });
  const handlers = {
    stages: ["after_zone"],
    events: ["turn-recorded", "fs-changed"],
    actions: ["x"],
    schedule: true,
    panel: true,
    serve: true,
  };
  expect(checkHandlers(manifest, handlers)).toEqual([]);
});

test.each<[string, object, object, string]>([
  ["a stage", { stages: [{ at: "after_zone" }] }, {}, "the stage after_zone is declared"],
  ["an event", { permissions: { events: { on: ["turn-recorded"] } } }, {}, "the event turn-recorded is declared"],
  ["watching", { permissions: { fs: { read: ["$PROJECT/a"], watch: true } } }, {}, "the event fs-changed is declared"],
  ["a schedule", { permissions: { schedule: "1m" } }, {}, "the schedule is declared"],
  ["a stage of the code", {}, { stages: ["before_emit"] }, 'lacks { "at": "before_emit" } in stages'],
  ["an event of the code", {}, { events: ["hold-ended"] }, "lacks it in permissions.events.on"],
  ["an address", {}, { serve: true }, 'lacks "serve": true in permissions'],
  ["a panel that is off", { permissions: { panel: false } }, { panel: true }, 'lacks "panel": true'],
  ["nothing at all", {}, {}, "it would never run"],
])("%s without its other half", (_, manifest, handlers, message) => {
  const found = checkHandlers(manifestOf(manifest), { ...nothing, ...handlers });
  expect(found.map((each) => each.message).join("\n")).toContain(message);
  expect(found.every(({ level }) => level === "error")).toBe(true);
});
