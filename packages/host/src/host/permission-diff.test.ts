import { PermissionDiff, PluginManifest } from "@aperture/sdk";
import { expect, test } from "vitest";
import { permissionDiff } from "./permission-diff.ts";
import { type ManifestFields, manifestOf } from "./testing/plugin-folder.ts";

const base: ManifestFields = {
  stages: [{ at: "after_zone", deadlineMs: 20 }],
  permissions: { blocks: { read: "content", write: ["level"] }, net: ["*.example.com"], storage: "1mb", notes: true },
};
const side = (fields: ManifestFields = {}, publisher: string | null = "ed25519:a") => ({
  manifest: PluginManifest.parse(manifestOf({ ...base, ...fields })),
  publisher,
});
const diff = (after: ManifestFields, before: ManifestFields = {}) => permissionDiff(side(before), side(after));

test("the same asks for nothing new", () => {
  const same = diff({});
  expect(PermissionDiff.parse(same)).toEqual(same);
  expect(same).toEqual({
    added: [],
    removed: [],
    stages: [],
    hosts: [],
    runtime: null,
    publisher: null,
    widens: false,
  });
});

test("capabilities and hosts, each in words", () => {
  const { permissions } = base;
  const found = diff({
    permissions: { ...permissions, notes: false, history: true, net: ["*.example.com", "other.example:8080"] },
  });
  expect(found).toMatchObject({
    added: [
      { capability: "history", means: "read the project's git history" },
      { capability: "net:other.example:8080", means: "call other.example:8080 over the network" },
    ],
    removed: [{ capability: "notes", means: "attach notes to blocks and sessions" }],
    hosts: ["other.example:8080"],
    widens: true,
  });
});

test("asking for less is no widening, whatever it is called", () => {
  const { permissions } = base;
  const found = diff({
    permissions: { ...permissions, blocks: { read: "metadata" }, storage: "64kb", net: ["api.example.com"] },
  });
  expect(found).toMatchObject({ added: [], hosts: [], widens: false });
  expect(found.removed.map(({ capability }) => capability)).toEqual([
    "blocks.read:content",
    "blocks.write:level",
    "net:*.example.com",
    "storage:1mb",
  ]);
});

test.each<[string, ManifestFields["stages"], string, boolean]>([
  ["new", [...base.stages!, { at: "before_emit" }], "new stage at before_emit", true],
  ["new, protecting", [...base.stages!, { at: "before_emit", onError: "block" }], "one that protects", true],
  ["gone", [], "no stage at after_zone any more", false],
  ["moved", [{ at: "after_budget", deadlineMs: 20 }], "new stage at after_budget", true],
  ["protecting now", [{ at: "after_zone", deadlineMs: 20, onError: "block" }], "now protects", true],
  ["longer", [{ at: "after_zone", deadlineMs: 21 }], "may take 21 ms, not 20", true],
  ["shorter", [{ at: "after_zone", deadlineMs: 5 }], "", false],
  ["order", [{ at: "after_zone", deadlineMs: 20, order: "pre" }], "pre 0", false],
  ["filter", [{ at: "after_zone", deadlineMs: 20, filter: { minTokens: 5 } }], "other blocks", false],
  ["twice", [...base.stages!, ...base.stages!], "new stage at after_zone", true],
])("a stage that is %s", (_, stages, says, widens) => {
  const found = diff({ stages });
  expect(found.stages.join("\n")).toContain(says);
  expect(found.stages.length > 0).toBe(says !== "");
  expect(found.widens).toBe(widens);
});

test("protection that goes away is no small thing", () => {
  const protecting: ManifestFields = { stages: [{ at: "after_zone", deadlineMs: 20, onError: "block" }] };
  expect(diff({}, protecting)).toMatchObject({ stages: [expect.stringContaining("no longer protects")], widens: true });
  expect(diff({ stages: [] }, protecting)).toMatchObject({ widens: true });
});

test("more roles and zones are more sight", () => {
  const of = (blocks: object): ManifestFields => ({ permissions: { blocks: { read: "content", ...blocks } } });
  const few = of({ roles: ["user"], zones: ["recency"] });
  expect(diff(of({ roles: ["user", "assistant"], zones: ["recency"] }), few)).toMatchObject({
    stages: ["it sees and may change blocks of more roles: assistant"],
    widens: true,
  });
  expect(diff(of({ roles: ["user"] }), few)).toMatchObject({
    stages: ["it sees and may change blocks of all zones, not of some"],
    widens: true,
  });
  expect(diff(few, of({}))).toMatchObject({ stages: [], widens: false });
});

test("runtime and publisher", () => {
  expect(diff({ runtime: "native" })).toMatchObject({ runtime: { before: "js", after: "native" }, widens: true });
  expect(diff({ runtime: "wasm" })).toMatchObject({ runtime: { before: "js", after: "wasm" }, widens: false });
  expect(permissionDiff(side(), side({}, "ed25519:b"))).toMatchObject({
    publisher: { before: "ed25519:a", after: "ed25519:b" },
    widens: true,
  });
  expect(permissionDiff(side(), side({}, null))).toMatchObject({ widens: true });
  // Signed for the first time.
  expect(permissionDiff(side({}, null), side())).toMatchObject({ publisher: { before: null }, widens: false });
});
