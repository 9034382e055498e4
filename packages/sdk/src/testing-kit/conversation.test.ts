import { expect, test } from "vitest";
import { block, conversation } from "../testing.ts";
import { createRandom } from "./random.ts";

test("has as many blocks as asked for, each call with its result behind it", () => {
  for (const count of [0, 1, 2, 3, 50]) {
    const blocks = conversation(count);
    expect(blocks.map(({ n }) => n)).toEqual(Array.from({ length: count }, (_, place) => place + 1));
    blocks.forEach((each, place) => {
      if (each.role === "tool_use")
        expect(blocks[place + 1]).toMatchObject({ role: "tool_result", toolId: each.toolId });
    });
  }
  expect(new Set(conversation(80).map(({ role }) => role))).toEqual(
    new Set(["system", "user", "assistant", "tool_use", "tool_result"]),
  );
});

test("the newest are the last, and free", () => {
  const blocks = conversation(30);
  expect(blocks[0]).toMatchObject({ role: "system", zone: "primacy" });
  expect(blocks.at(-1)).toMatchObject({ age: 0, isFree: true, zone: "recency" });
  expect(blocks[4]).toMatchObject({ isFree: false, zone: "middle" });
});

test("the same seed gives the same; odd ones are odd in every way", () => {
  expect(conversation(40, { seed: 7, odd: true })).toEqual(conversation(40, { seed: 7, odd: true }));
  expect(conversation(40, { seed: 7 })).not.toEqual(conversation(40, { seed: 8 }));
  const odd = conversation(400, { odd: true });
  for (const is of [
    (each: (typeof odd)[number]) => each.pinned === "top",
    (each: (typeof odd)[number]) => each.pinned === "bottom",
    (each: (typeof odd)[number]) => !each.editable,
    (each: (typeof odd)[number]) => each.text === "",
    (each: (typeof odd)[number]) => each.tokens === 180_000,
    (each: (typeof odd)[number]) => each.level === "minimal",
    (each: (typeof odd)[number]) => each.isPending,
    (each: (typeof odd)[number]) => each.text.includes("\u202e"),
    (each: (typeof odd)[number]) => each.origin !== "client",
  ])
    expect(odd.some(is), String(is)).toBe(true);
});

test("a block is what its role says, unless it is said otherwise", () => {
  expect(block()).toMatchObject({ n: 0, role: "user", kind: "text", tokens: 4, originalTokens: 4, zone: "middle" });
  expect(block({ role: "system" }).zone).toBe("primacy");
  expect(block({ role: "thinking" }).editable).toBe(false);
  expect(block({ role: "other" }).kind).toBe("tool_definition");
  expect(block({ text: "x".repeat(9), tokens: 50 })).toMatchObject({ tokens: 50, originalTokens: 50 });
});

test("numbers are spread over their range", () => {
  const random = createRandom(3);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 10_000; i++) counts[random.below(10)]!++;
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  const seen = Array.from({ length: 1_000 }, () => random.next());
  expect(seen.every((each) => each >= 0 && each < 1)).toBe(true);
  expect(new Set(seen).size).toBe(1_000);
});
