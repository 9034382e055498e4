import { expect, test } from "vitest";
import { nearestKey } from "./nearest-key.ts";

const known = [
  "port",
  "apiPort",
  "mode",
  "budget.limit",
  "upstreams.anthropic",
  "upstreams.openai",
  "proxy.idleTimeout",
  "logLevel",
  "retention.days",
];

test.each([
  ["prot", "port"],
  ["PORT", "port"],
  ["apiport", "apiPort"],
  ["api_port", "apiPort"],
  ["modes", "mode"],
  ["upstream.openai", "upstreams.openai"],
  ["loglevel", "logLevel"],
  ["retention.day", "retention.days"],
])("%s is meant to be %s", (typed, meant) => expect(nearestKey(typed, known)).toBe(meant));

test.each(["theme", "colour", "x", ""])("%j is like nothing known", (typed) => {
  expect(nearestKey(typed, known)).toBeUndefined();
});
