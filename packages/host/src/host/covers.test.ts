import { PluginManifest } from "@aperture/sdk";
import { expect, test } from "vitest";
import { carriedGrant, covers } from "./covers.ts";
import { type ManifestFields, manifestOf } from "./testing/plugin-folder.ts";

test.each([
  [["notes"], "notes", true],
  [["notes"], "panel", false],
  [[], "notes", false],
  [["storage:1mb"], "storage:64kb", true],
  [["storage:64kb"], "storage:1mb", false],
  [["schedule:5m"], "schedule:1h", true],
  [["schedule:5m"], "schedule:30s", false],
  [["net:*.example.com"], "net:api.example.com", true],
  [["net:*.example.com"], "net:example.com", false],
  [["net:*.example.com"], "net:badexample.com", false],
  [["net:*.example.com"], "net:*.a.example.com", false],
  [["net:*.example.com"], "net:api.example.com:9000", false],
  [["net:api.example.com"], "net:*.example.com", false],
  [["net:example.com"], "net:example.com:8080", false],
  [["blocks.read:content"], "blocks.read:metadata", true],
  [["blocks.read:metadata"], "blocks.read:content", false],
  [["fs.read:$PROJECT/**"], "fs.read:$PROJECT/a", false],
  [["secrets:A"], "secrets:B", false],
  [["constructor:a"], "constructor:b", false],
] as const)("%j covers %s: %s", (held, asked, expected) => {
  expect(covers(held, asked)).toBe(expected);
});

const manifest = (permissions: ManifestFields["permissions"]) => PluginManifest.parse(manifestOf({ permissions }));

test("what was granted is carried on: no more, and nothing that is not asked for any more", () => {
  const next = manifest({
    blocks: { read: "content", write: ["level"] },
    notes: true,
    net: ["a.example", "b.example"],
  });
  expect(carriedGrant([], next)).toEqual([]);
  expect(carriedGrant(["net:a.example", "panel", "blocks.write:remove"], next)).toEqual(["net:a.example"]);
  expect(carriedGrant(["blocks.read:content", "notes"], next)).toEqual(["blocks.read:content", "notes"]);
});

test("whoever let it see blocks without texts lets the next version see no texts", () => {
  const next = manifest({ blocks: { read: "content", write: ["level"] } });
  expect(carriedGrant(["blocks.read:metadata", "blocks.write:level"], next)).toEqual([
    "blocks.read:metadata",
    "blocks.write:level",
  ]);
  expect(carriedGrant(["blocks.read:metadata"], manifest({ notes: true }))).toEqual([]);
});

test("a smaller quota is what was granted, a larger one is not", () => {
  expect(carriedGrant(["storage:1mb"], manifest({ storage: "64kb" }))).toEqual(["storage:64kb"]);
  expect(carriedGrant(["storage:64kb"], manifest({ storage: "1mb" }))).toEqual([]);
});
