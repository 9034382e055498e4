import { expect, test } from "vitest";
import { ownSettings } from "./own-settings.ts";

const plugin = { settings: { limit: 5 }, config: { limit: 5, words: ["a"], deep: { on: true } } };

test("defaults that were shown and left alone stay the plugin's", () => {
  expect(ownSettings(plugin.config, plugin)).toEqual({ limit: 5 });
});

test("what was changed, added or set before is somebody's own, also where it is the default", () => {
  expect(ownSettings({ ...plugin.config, words: ["a", "b"] }, plugin)).toEqual({ limit: 5, words: ["a", "b"] });
  expect(ownSettings({ ...plugin.config, deep: { on: false }, more: null }, plugin)).toEqual({
    limit: 5,
    deep: { on: false },
    more: null,
  });
});

test("what was taken out is gone", () => {
  expect(ownSettings({ words: ["a"] }, plugin)).toEqual({});
});

test("names that every object has are names like others", () => {
  const given = JSON.parse('{"__proto__":1,"constructor":2}') as Record<string, number>;
  expect(Object.entries(ownSettings(given, plugin))).toEqual([
    ["__proto__", 1],
    ["constructor", 2],
  ]);
});
