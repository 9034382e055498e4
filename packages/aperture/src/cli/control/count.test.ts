import { expect, test } from "vitest";
import { count } from "./count.ts";

test.each([
  [0, "token", "0 tokens"],
  [1, "token", "1 token"],
  [-1, "token", "-1 token"],
  [41_200.4, "token", "41,200 tokens"],
  [1_234_567, undefined, "1,234,567"],
])("%d %s: %s", (number, noun, words) => expect(count(number, noun)).toBe(words));
