import { expect, test } from "vitest";
import { promptSize, tokensOf } from "./prompt-size.ts";

const text = (length: number, mark = false) => ({
  type: "text",
  text: "x".repeat(length),
  ...(mark ? { cache_control: { type: "ephemeral" } } : {}),
});

test("order in the body does not matter, order in the prompt does", () => {
  const messages = [{ role: "user", content: [text(360)] }];
  const system = [text(720, true)];
  expect(promptSize({ messages, system })).toEqual({ total: 300, marked: 200 });
  expect(promptSize({ system, messages })).toEqual({ total: 300, marked: 200 });
});

test("the last mark counts, and a mark itself weighs nothing", () => {
  const content = [text(36, true), text(36, true), text(36)];
  expect(promptSize({ messages: [{ role: "user", content }] })).toEqual({ total: 30, marked: 20 });
});

test("string content, no content, and bodies that are no bodies", () => {
  expect(promptSize({ messages: [{ role: "user", content: "x".repeat(36) }] }).total).toBe(10);
  expect(promptSize({ messages: "nonsense", tools: 5 })).toEqual({ total: 0, marked: 0 });
});

test("tokens are whole and never fewer than the text needs", () => {
  expect(tokensOf(0)).toBe(0);
  expect(tokensOf(1)).toBe(1);
});
