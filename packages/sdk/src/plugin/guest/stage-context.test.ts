import { expect, test } from "vitest";
import { everything, inStage } from "../testing/in-stage.ts";
import type { StageContext } from "./stage-context.ts";

type Request = { readonly turn: number; set(change: object): void };

test("records stagings, notes and events", () => {
  const { patch } = inStage((blocks, ctx) => {
    ctx.stage({ key: "k", text: "t", zone: "primacy", priority: 5, tokenCap: 100, reason: "why" });
    ctx.stage({ key: "k2", text: "t" });
    ctx.unstage("old");
    ctx.note("on a block", blocks.first!);
    ctx.note("on the session");
    ctx.emit("seen", { count: 1 });
    ctx.emit("seen");
  });
  expect(patch).toEqual([
    { op: "stage", key: "k", text: "t", zone: "primacy", priority: 5, tokenCap: 100, reason: "why" },
    { op: "stage", key: "k2", text: "t", zone: "recency", priority: 0, tokenCap: 4_000 },
    { op: "unstage", key: "old" },
    { op: "note", block: 1, text: "on a block" },
    { op: "note", block: null, text: "on the session" },
    { op: "emit", event: "seen", data: { count: 1 } },
    { op: "emit", event: "seen", data: {} },
  ]);
});

test("facts about the request and the settings are there, and `set` is no fact", () => {
  inStage(
    (_, ctx) => {
      expect(ctx.config).toEqual({ most: 3 });
      expect(ctx.request).toMatchObject({ session: "session-1", dialect: "anthropic", turn: 1 });
      expect(ctx.request).toBe(ctx.request);
      expect(Object.keys(ctx.request)).not.toContain("set");
    },
    { config: { most: 3 } },
  );
});

test("before_parse changes the model and how it samples", () => {
  const { patch } = inStage(
    (_, ctx) => {
      (ctx.request as Request).set({ model: "small", sampling: { temperature: 0, effort: "low" }, reason: "cheap" });
      (ctx.request as Request).set({});
    },
    { hook: "before_parse" },
  );
  expect(patch).toEqual([
    { op: "model", model: "small", reason: "cheap" },
    { op: "sampling", temperature: 0, effort: "low", reason: "cheap" },
  ]);
});

test("elsewhere it is told where it belongs", () => {
  expect(() => inStage((_, ctx) => (ctx.request as Request).set({ model: "small" }))).toThrow(
    "ctx.request.set is for before_parse; this is after_zone",
  );
});

test("a stage that protects refuses; another is told what it needs", () => {
  const refuse = (_: unknown, ctx: StageContext) => ctx.refuse("it holds a key");
  expect(inStage(refuse, { onError: "block" }).patch).toEqual([{ op: "refuse", reason: "it holds a key" }]);
  expect(() => inStage(refuse)).toThrow(/"onError": "block" in the declaration of after_zone/);
});

test.each<[string, (ctx: StageContext) => unknown, string]>([
  ["staging", (ctx) => ctx.stage({ key: "k", text: "t" }), "after_zone"],
  ["staging", (ctx) => ctx.unstage("k"), "after_zone"],
  ["notes", (ctx) => ctx.note("n"), "after_zone"],
  ["events.emit:seen", (ctx) => ctx.emit("seen"), "after_zone"],
  ["storage", (ctx) => ctx.storage.get("k"), "after_zone"],
  ["request:model", (ctx) => (ctx.request as Request).set({ model: "m" }), "before_parse"],
  ["request:sampling", (ctx) => (ctx.request as Request).set({ sampling: {} }), "before_parse"],
])("without the permission %s the refusal names it", (permission, use, hook) => {
  for (const permissions of [{}, { staging: false, notes: false }])
    expect(() => inStage((_, ctx) => void use(ctx), { permissions, hook })).toThrow(
      `this needs the permission ${permission}`,
    );
});

test("another event than those that are declared is refused by name", () => {
  expect(() => inStage((_, ctx) => ctx.emit("other"), { permissions: everything })).toThrow(/events\.emit:other/);
});

test("a context that is kept for later does nothing", () => {
  let kept: StageContext | undefined;
  inStage((_, ctx) => {
    kept = ctx;
  });
  for (const use of [() => kept!.note("late"), () => kept!.storage.keys(), () => kept!.text.count("a", "a")])
    expect(use).toThrow(/end with its call/);
});
