import { expect, test } from "vitest";
import { contextWindow } from "./context-window.ts";

test.each([
  ["claude-sonnet-4-5-20250929", 200_000],
  ["claude-sonnet-4-5[1m]", 1_000_000],
  ["anthropic/claude-opus-4", 200_000],
  ["gpt-4o-mini", 128_000],
  ["gpt-4-0613", 8_192],
  ["gpt-4.1-nano", 1_047_576],
  ["gpt-5-codex", 400_000],
  ["models/gemini-2.5-pro", 1_048_576],
  ["llama3", null],
  ["", null],
  [null, null],
])("%s", (model, tokens) => {
  expect(contextWindow(model)).toBe(tokens);
});
