import { PluginManifest, PluginPermissions } from "@aperture/sdk";
import { expect, test } from "vitest";
import { checkPermissions } from "./check-permissions.ts";
import { error, note, scoreOf, warning } from "./finding.ts";

const manifestOf = (permissions: PluginPermissions) =>
  PluginManifest.parse({ name: "x", version: "1.0.0", apiVersion: 1, runtime: "js", entry: "x.js", permissions });

const everything = PluginPermissions.parse({
  blocks: { read: "content", write: ["level", "remove"] },
  net: ["a.example", "b.example"],
  fs: { read: ["$PROJECT/a", "$PROJECT/b"] },
  storage: "1kb",
  schedule: "1m",
  panel: true,
  events: { on: ["turn-recorded"], emit: ["seen"] },
});

test("what was used, what was not, what needs no use", () => {
  const used = new Set(["blocks.write:level", "net:a.example", "fs.read:$PROJECT/a", "storage:1kb"]);
  const { permissions, findings } = checkPermissions(manifestOf(everything), used, true);
  expect(permissions.unused).toEqual([
    "blocks.read:content",
    "blocks.write:remove",
    "events.emit:seen",
    "net:b.example",
  ]);
  expect(permissions.used).toContain("fs.read:$PROJECT/b");
  expect(findings.map(({ level, points }) => [level, points])).toEqual(Array(4).fill(["warning", 5]));
});

test("without a recording nothing is held against it", () => {
  const { findings } = checkPermissions(manifestOf(everything), new Set(), false);
  expect(scoreOf(findings)).toBe(100);
});

test("seeing what blocks there are is used by whoever changes them", () => {
  const metadata = PluginPermissions.parse({ blocks: { write: ["level"] } });
  expect(checkPermissions(manifestOf(metadata), new Set(["blocks.write:level"]), true).permissions.unused).toEqual([]);
});

test.each([
  [[], 100],
  [[note("a", "")], 100],
  [[warning("a", ""), warning("b", "", 10)], 85],
  [[error("a", "", 10)], 50],
  [Array.from({ length: 9 }, () => error("a", "")), 0],
])("score %#", (findings, expected) => expect(scoreOf(findings)).toBe(expected));
