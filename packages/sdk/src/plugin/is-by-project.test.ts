import { expect, test } from "vitest";
import { isByProject } from "./is-by-project.ts";
import { capabilitiesOf, PluginPermissions } from "./permissions.ts";

test("what a plugin has once for all projects cannot be taken away in one; everything else can", () => {
  const everything = PluginPermissions.parse({
    blocks: { read: "content", write: ["level"] },
    staging: true,
    notes: true,
    request: ["model"],
    events: { emit: ["panel"], on: ["turn-recorded"] },
    storage: "1mb",
    schedule: "1m",
    net: ["panel", "storage:80"],
    serve: true,
    fs: { read: ["$PROJECT/**"], watch: true },
    history: true,
    speech: true,
    secrets: ["KEY"],
    panel: true,
  });
  expect(capabilitiesOf(everything).filter((capability) => !isByProject(capability))).toEqual([
    "panel",
    "schedule:1m",
    "serve",
    "storage:1mb",
  ]);
});
