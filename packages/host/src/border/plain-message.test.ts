import { expect, test } from "vitest";
import { plainMessage } from "./plain-message.ts";

test("one line, without what would rewrite the line that it is shown in", () => {
  expect(plainMessage("first\nsecond\u0000\u001b[31m third")).toBe("first second [31m third");
  expect(plainMessage("a\u202etxt.exe\u200b b\u2028c")).toBe("a txt.exe  b c");
  expect(plainMessage("a lone \ud800 surrogate")).toBe("a lone   surrogate");
  expect(plainMessage("Grüße, 世界 🙂")).toBe("Grüße, 世界 🙂");
});

test("bounded, and never anything but text", () => {
  expect(plainMessage("x".repeat(10_000), 20)).toBe(`${"x".repeat(19)}…`);
  expect(plainMessage({ toString: () => "tricked" })).toBe("an error without a message");
});
