import type { PresetValues } from "@aperture/sdk";
import { expect, test } from "vitest";
import { itemOf } from "../../api/testing/memory-library.ts";
import { presetNotices } from "./preset-notices.ts";

const values = { pipeline: {}, zones: {}, budget: {}, rules: [], staging: [] };
const resolved = (plugins: PresetValues["plugins"]) => ({
  ...itemOf("preset", "timed"),
  resolved: { chain: ["timed"], values: { ...values, plugins }, origins: {}, missing: [] },
});

test("a run with a preset that has settings of plugins says that they are not set, and what sets them", () => {
  const [notice, ...others] = presetNotices(resolved({ timer: { config: { every: 5, loud: true }, required: false } }));
  expect(others).toEqual([]);
  expect(notice).toContain("(timer: every = 5, timer: loud = true)");
  expect(notice).toContain("`aperture preset apply timed` sets them, for all sessions");
});

test("one that only asks for plugins, and one that is no preset yet, have nothing to say", () => {
  expect(presetNotices(resolved({ timer: { config: {}, required: true } }))).toEqual([]);
  expect(presetNotices(itemOf("preset", "timed"))).toEqual([]);
});

test("whose it is, where the project hides another of that name", () => {
  expect(presetNotices({ ...resolved({}), source: "project", hides: ["starter"] })).toEqual([
    "the preset timed is this project's own (hides the starter library's of that name)",
  ]);
});
