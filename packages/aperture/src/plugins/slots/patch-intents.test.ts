import { Patch } from "@aperture/sdk";
import { expect, test } from "vitest";
import { splitPatch } from "./patch-intents.ts";

const whose = { actor: "plugin:tidy", forced: false };
const split = (items: readonly object[], forced = false) => splitPatch("tidy", Patch.parse(items), forced);

test("what is wanted of blocks becomes intents with the plugin's name, in their order", () => {
  const { intents, effects, refusal } = split([
    { op: "zone", block: 1, zone: "primacy", reason: "it opens" },
    { op: "pin", block: 2, pinned: "top" },
    { op: "level", block: 3, level: "trimmed" },
    { op: "level", block: 4, level: "original" },
    { op: "content", block: 5, text: "short" },
    { op: "remove", block: 6 },
    { op: "insert", behind: "tail", text: "note", key: "n" },
    { op: "model", model: "small" },
    { op: "sampling", temperature: 0, maxOutputTokens: 5, reason: "calm" },
  ]);
  const reason = "plugin:tidy";
  expect(intents).toEqual([
    { ...whose, kind: "zone", block: 1, zone: "primacy", reason: "it opens" },
    { ...whose, reason, kind: "pin", block: 2, pinned: "top" },
    { ...whose, reason, kind: "compress", block: 3, level: "trimmed" },
    { ...whose, reason, kind: "restore", block: 4 },
    { ...whose, reason, kind: "edit", block: 5, text: "short" },
    { ...whose, reason, kind: "remove", block: 6 },
    { ...whose, reason, kind: "insert", behind: "tail", text: "note", origin: "plugin:tidy/n" },
    { ...whose, reason, kind: "setting", settings: { model: "small" } },
    { ...whose, kind: "setting", settings: { temperature: 0, maxOutputTokens: 5 }, reason: "calm" },
  ]);
  expect([effects, refusal]).toEqual([[], null]);
});

test("a stage that protects forces what it wants", () => {
  expect(split([{ op: "remove", block: 6 }], true).intents).toMatchObject([{ forced: true }]);
});

test("what is done beside blocks is kept apart, and the first refusal is the reason", () => {
  const effects = [
    { op: "stage", key: "k", text: "t", zone: "recency", priority: 0, tokenCap: 4_000 },
    { op: "unstage", key: "k" },
    { op: "note", block: null, text: "n" },
    { op: "emit", event: "seen", data: {} },
    { op: "redact", block: 3, text: "hunter22" },
  ];
  const found = split([...effects, { op: "refuse", reason: "one" }, { op: "refuse", reason: "two" }]);
  expect(found).toEqual({ intents: [], effects, refusal: "one" });
});
