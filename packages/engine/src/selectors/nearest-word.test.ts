import { expect, test } from "vitest";
import { nearestWord } from "./nearest-word.ts";

const words = ["role", "tokens", "tool", "tool_result", "turn"];

test.each([
  ["rol", "role"],
  ["ROLE", "role"],
  ["tokns", "tokens"],
  ["tool_reslt", "tool_result"],
  ["tool_r", "tool_result"],
  ["trun", "turn"],
  ["completely", null],
  ["", null],
  ["x".repeat(1_000_000), null],
])("%s is near %s", (typed, expected) => expect(nearestWord(typed, words)).toBe(expected));
