import { capabilitiesOf, PluginPermissions } from "@aperture/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { narrowPermissions, withoutCapabilities } from "./narrow-permissions.ts";

const everything = PluginPermissions.parse({
  blocks: { read: "content", write: ["zone", "level", "redact"], roles: ["tool_result"], zones: ["middle"] },
  staging: true,
  notes: true,
  request: ["model", "sampling"],
  events: { emit: ["done", "failed"], on: ["turn-recorded", "other/done"] },
  storage: "1mb",
  schedule: "30s",
  net: ["localhost:9091", "*.example.com"],
  serve: true,
  fs: { read: ["$PROJECT/**", "$PROJECT/src/**"], watch: true },
  history: true,
  speech: true,
  secrets: ["PUSH_TOKEN", "OTHER"],
  panel: true,
});
const all = capabilitiesOf(everything);

test("everything granted is everything asked for", () => {
  expect(narrowPermissions(everything, all)).toEqual(everything);
});

test("nothing granted is nothing at all", () => {
  expect(narrowPermissions(everything, [])).toEqual({});
  expect(capabilitiesOf(narrowPermissions(everything, []))).toEqual([]);
});

test("of any selection, exactly what was selected is left", () => {
  fc.assert(
    fc.property(fc.subarray(all), (granted) => {
      const left = capabilitiesOf(narrowPermissions(everything, granted));
      const expected = granted.filter((capability) => {
        // Writing without reading, and watching without files, mean nothing.
        if (capability.startsWith("blocks.write:")) return granted.includes("blocks.read:content");
        if (capability === "fs.watch") return granted.some((each) => each.startsWith("fs.read:"));
        return true;
      });
      expect(left).toEqual([...expected].sort());
    }),
  );
});

test("naming what the manifest does not ask for makes nothing", () => {
  const modest = PluginPermissions.parse({ blocks: {} });
  expect(narrowPermissions(modest, all)).toEqual({});
  expect(narrowPermissions(modest, [...all, "blocks.read:metadata"])).toEqual(modest);
  expect(narrowPermissions({}, all)).toEqual({});
});

test("metadata is enough of a manifest that asks for texts", () => {
  const left = narrowPermissions(everything, ["blocks.read:metadata", "blocks.write:zone"]);
  expect(left).toEqual({ blocks: { read: "metadata", write: ["zone"], roles: ["tool_result"], zones: ["middle"] } });
});

test("roles and zones are never widened", () => {
  fc.assert(
    fc.property(fc.subarray([...all, "blocks.read:metadata"]), (granted) => {
      const { blocks } = narrowPermissions(everything, granted);
      if (blocks) expect([blocks.roles, blocks.zones]).toEqual([["tool_result"], ["middle"]]);
    }),
  );
});

test("a changed quantity is another capability", () => {
  expect(narrowPermissions({ storage: "2mb", schedule: "1s" }, ["storage:1mb", "schedule:30s"])).toEqual({});
});

test("inherited names are no capabilities", () => {
  expect(narrowPermissions(everything, ["__proto__", "constructor", "blocks", "net:"])).toEqual({});
});

test("taking texts away leaves the metadata, unless that is taken, too", () => {
  const left = withoutCapabilities(all, ["blocks.read:content"]);
  expect(narrowPermissions(everything, left).blocks?.read).toBe("metadata");
  const blind = withoutCapabilities(all, ["blocks.read:content", "blocks.read:metadata"]);
  expect(narrowPermissions(everything, blind).blocks).toBeUndefined();
});

test("taking away never gives", () => {
  fc.assert(
    fc.property(fc.subarray(all), fc.subarray([...all, "blocks.read:metadata", "made-up"]), (granted, without) => {
      const before = new Set(capabilitiesOf(narrowPermissions(everything, granted)));
      const after = capabilitiesOf(narrowPermissions(everything, withoutCapabilities(granted, without)));
      for (const capability of after)
        if (capability !== "blocks.read:metadata") expect(before.has(capability)).toBe(true);
      for (const capability of without) expect(after).not.toContain(capability);
    }),
  );
});

test("neither list is changed by asking", () => {
  const granted = Object.freeze([...all]);
  const asked = structuredClone(everything);
  narrowPermissions(everything, withoutCapabilities(granted, Object.freeze(["notes"])));
  expect(everything).toEqual(asked);
});
