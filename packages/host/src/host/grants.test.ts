import { capabilitiesOf, PluginManifest } from "@aperture/sdk";
import { expect, test } from "vitest";
import { grantsOf } from "./grants.ts";
import { manifestOf } from "./testing/plugin-folder.ts";

const manifest = PluginManifest.parse(
  manifestOf({ permissions: { blocks: { read: "content", write: ["level"] }, notes: true, history: true } }),
);
const all = capabilitiesOf(manifest.permissions);
const narrowed = { "/work/secret": ["blocks.read:content", "notes"], "/work/other/": ["history"], "/work/none": [] };

test("everywhere: what the manifest asks for and the user granted", () => {
  expect(capabilitiesOf(grantsOf(manifest, { granted: ["notes", "speech"], narrowed: {} })(null))).toEqual(["notes"]);
});

test("in a project: less what was taken away there, and in folders below it", () => {
  const granted = grantsOf(manifest, { granted: all, narrowed });
  for (const project of ["/work/secret", "/work/secret/deep/er"])
    expect(capabilitiesOf(granted(project))).toEqual(["blocks.read:metadata", "blocks.write:level", "history"]);
  expect(capabilitiesOf(granted("/work/other"))).not.toContain("history");
});

test("elsewhere nothing changes, and it is the very same object", () => {
  const granted = grantsOf(manifest, { granted: all, narrowed });
  const everywhere = granted(null);
  for (const project of ["/work", "/work/secretary", "/work/none", "/"]) expect(granted(project)).toBe(everywhere);
  expect(granted("/work/secret")).toBe(granted("/work/secret"));
});

test("what is not granted at all is not granted by taking it away somewhere", () => {
  const granted = grantsOf(manifest, { granted: ["notes"], narrowed });
  expect(capabilitiesOf(granted("/work/secret"))).toEqual([]);
});
