import { expect, test } from "vitest";
import { describeTurn, readTurnEffect, type TurnEffect } from "./describe-turn.ts";

type Control = Parameters<typeof readTurnEffect>[0];
type Pipeline = Awaited<ReturnType<Control["pipeline"]>>;

const stage = { stage: "plugin:tidy/after_zone", ms: 1.5, intents: { edit: 1 }, reason: null, error: null };
const change = { actor: "plugin:tidy", block: "block-1", kind: "edit", state: "applied", price: null, reason: "why" };

const control = (pipeline: object, diff = ""): Control => ({
  pipeline: async () => pipeline as Pipeline,
  diff: async () => ({ diff }) as Awaited<ReturnType<Control["diff"]>>,
});

test("a request that its stages were no part of is none of its business", async () => {
  const others = { stages: [{ ...stage, stage: "plugin:tidy-too/after_zone" }], changes: [change] };
  expect(await readTurnEffect(control(others), "tidy", "turn-1")).toBeNull();
});

test("long replacements show both sides, very long diffs their beginning", async () => {
  const side = (sign: string) => Array.from({ length: 50 }, (_, line) => `${sign}${line}`).join("\n");
  const pipeline = { stages: [stage], changes: [change] };
  const effect = await readTurnEffect(control(pipeline, `@@ -1 +1 @@\n${side("-")}\n${side("+")}\n`), "tidy", "turn-1");
  const shown = effect!.diffs["block-1"]!.split("\n");
  expect(shown).toHaveLength(19);
  expect([shown[8], shown[9], shown[10], shown.at(-2), shown.at(-1)]).toEqual([
    "-7",
    "-… 42 more",
    "+0",
    "+7",
    "+… 42 more",
  ]);
  const zebra = Array.from({ length: 100 }, (_, line) => (line % 2 ? "-a" : "+b")).join("\n");
  const long = await readTurnEffect(control(pipeline, zebra), "tidy", "turn-1");
  expect(long!.diffs["block-1"]!.split("\n").slice(31)).toEqual(["-a", "… 68 more lines"]);
});

test("the first few diffs alone are asked for; of an inserted text there is none", async () => {
  const many = Array.from({ length: 9 }, (_, at) => ({
    ...change,
    block: `block-${at}`,
    kind: at ? "edit" : "insert",
  }));
  const effect = await readTurnEffect(control({ stages: [stage], changes: many }, "-a\n+b"), "tidy", "turn-1");
  expect(Object.keys(effect!.diffs)).toEqual(["block-1", "block-2", "block-3", "block-4"]);
});

test("as people read it: what was wanted, why not, what failed", () => {
  const said = (parts: object) =>
    describeTurn({ turn: "turn-1", stages: [{ ...stage, ...parts }], changes: [], diffs: {} } as TurnEffect);
  expect(said({})).toBe("turn-1  after_zone  1.50 ms  1 edit");
  expect(said({ intents: {} })).toBe("turn-1  after_zone  1.50 ms  nothing to do");
  expect(said({ intents: {}, reason: "its filter" })).toBe("turn-1  after_zone  1.50 ms  its filter");
  expect(said({ error: "it threw" })).toBe("turn-1  after_zone  1.50 ms  failed: it threw");
});
