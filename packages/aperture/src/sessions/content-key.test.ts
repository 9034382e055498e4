import { describe, expect, test } from "vitest";
import { contentKey, countContentKeys } from "./content-key.ts";

/** Only what is asked: which keys there are, and how often it was asked. */
function sessionsWith(numbers: readonly number[]) {
  const taken = new Set(numbers.map((number) => `base:${number}`));
  const asked: string[] = [];
  const byKey = (key: string) => {
    asked.push(key);
    return taken.has(key) ? ({ key } as never) : undefined;
  };
  return { sessions: { byKey } as unknown as Parameters<typeof countContentKeys>[0], asked };
}
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("contentKey", () => {
  test("differs by dialect, upstream and first words, and tells none of them", () => {
    const keys = [
      contentKey("anthropic", "api.example", "user:secret words"),
      contentKey("gemini", "api.example", "user:secret words"),
      contentKey("anthropic", "api.example:8443", "user:secret words"),
      contentKey("anthropic", "api.example", "user:others"),
      contentKey("anthropic", "api.example", undefined),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^content:[\w-]{22}$/);
    expect(contentKey("anthropic", "api.example", "user:secret words")).toBe(keys[0]);
  });
});

describe("countContentKeys", () => {
  test("counts what stands in a row from 1", () => {
    for (const count of [...upTo(70), 0, 1_000]) {
      const { sessions } = sessionsWith(upTo(count));
      expect(countContentKeys(sessions, "base")).toBe(count);
    }
  });

  test("asks a number of times that is logarithmic in the count", () => {
    const { sessions, asked } = sessionsWith(upTo(100_000));
    expect(countContentKeys(sessions, "base")).toBe(100_000);
    expect(asked.length).toBeLessThan(40);
  });

  test("with gaps, the number behind the count is free all the same", () => {
    for (const numbers of [[2, 3], [1, 3], [1, 2, 4, 8], [5], [1, 2, 3, 5, 6, 7, 9]]) {
      const { sessions } = sessionsWith(numbers);
      expect(numbers).not.toContain(countContentKeys(sessions, "base") + 1);
    }
  });
});
