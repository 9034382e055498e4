import { expect, test } from "vitest";
import type { CallResult } from "./messages.ts";
import { readHandlers } from "./read-handlers.ts";

const handlers = { stages: ["after_zone"], events: [], actions: ["run"], schedule: true, panel: false, serve: false };
const boot = (said: unknown): CallResult => ({ kind: "boot", handlers: JSON.stringify(said) });

test("what a plugin says it handles", () => {
  expect(readHandlers("guest", boot(handlers))).toEqual(handlers);
});

test("anything else is no answer", () => {
  const wrong: CallResult[] = [
    boot({ ...handlers, stages: "after_zone" }),
    boot({ ...handlers, stages: [7] }),
    boot({ ...handlers, admin: true }),
    boot({ ...handlers, events: Array.from({ length: 201 }, () => "e") }),
    boot(null),
    { kind: "boot", handlers: "{" },
    { kind: "boot", handlers: "x".repeat(100_001) },
    { kind: "task", json: JSON.stringify(handlers) },
  ];
  for (const result of wrong) expect(() => readHandlers("guest", result)).toThrow("names its handlers");
});
