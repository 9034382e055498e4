import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Patch } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ReplayedCall } from "../replay/replay.ts";
import { type PluginFolder, pluginFolder } from "../testing/plugin-folder.ts";
import { compareSnapshot } from "./compare-snapshot.ts";

let folder: PluginFolder;
beforeEach(() => {
  folder = pluginFolder("x", {});
});
afterEach(() => folder.remove());

const call = (turn: number, patch: Patch): ReplayedCall => ({
  hook: "after_zone",
  turn,
  judgement: { patch, refused: [], used: new Set() },
  error: null,
  ms: 1,
  guestMs: 1,
  tokensBefore: 0,
  tokensAfter: 0,
});
const level = (block: number): Patch => [{ op: "level", block, level: "trimmed", reason: "old" }];
const compare = (calls: readonly ReplayedCall[], how = { update: false, isFixed: false }) =>
  compareSnapshot(folder.path, { name: "one", calls }, how);
const file = () => join(folder.path, "test/__snapshots__/one.json");

test("the first is written, the same is the same, whatever its spaces", () => {
  expect(compare([call(1, []), call(2, level(3))]).state).toBe("written");
  expect(JSON.parse(readFileSync(file(), "utf8"))).toEqual({
    "turn 2, after_zone": ['level block-3 level="trimmed" because old'],
  });
  expect(compare([call(2, level(3))])).toEqual({ state: "same", problems: [] });
  writeFileSync(file(), JSON.stringify(JSON.parse(readFileSync(file(), "utf8"))));
  expect(compare([call(2, level(3))]).state).toBe("same");
});

test("a difference is told line by line, and taken where that is asked for", () => {
  compare([call(1, level(1)), call(2, level(2))]);
  const { state, problems } = compare([call(1, level(1)), call(2, level(9))]);
  expect(state).toBe("different");
  expect(problems.map(({ message }) => message)).toEqual([
    'turn 2, after_zone:\n    - level block-2 level="trimmed" because old\n    + level block-9 level="trimmed" because old',
  ]);
  expect(compare([call(2, level(9))], { update: true, isFixed: true }).state).toBe("updated");
  expect(compare([call(2, level(9))]).state).toBe("same");
});

test("another order is a difference too", () => {
  compare([call(1, [...level(1), ...level(2)])]);
  expect(compare([call(1, [...level(2), ...level(1)])]).problems[0]?.message).toBe(
    "turn 1, after_zone: in another order",
  );
});

test("where nobody looks, none is made", () => {
  expect(compare([call(1, level(1))], { update: false, isFixed: true }).state).toBe("different");
  expect(existsSync(file())).toBe(false);
});

test("long texts are kept by their beginning and hash", () => {
  compare([call(1, [{ op: "content", block: 1, text: "a".repeat(5_000) }])]);
  const text = readFileSync(file(), "utf8");
  expect(text.length).toBeLessThan(250);
  expect(text).toContain("5000 characters");
});
