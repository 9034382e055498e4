import { expect, test } from "vitest";
import { PageToken } from "./token.ts";

function setUp(hash: string) {
  const kept = new Map<string, string>();
  const calls: string[] = [];
  const token = new PageToken({
    hash: () => hash,
    clearHash: () => void calls.push("cleared"),
    store: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    },
  });
  return { token, calls };
}

test("a code is taken out of the URL first and then exchanged", async () => {
  const { token, calls } = setUp("#code=abc-123");
  const outcome = await token.redeem(async (code) => {
    calls.push(`exchange ${code}`);
    return { token: "secret" };
  });
  expect(outcome).toBe("paired");
  expect(calls).toEqual(["cleared", "exchange abc-123"]);
  expect(token.read()).toBe("secret");
});

test("a wrong code leaves the page without a token, and is gone all the same", async () => {
  const { token, calls } = setUp("#code=used");
  expect(await token.redeem(async () => Promise.reject(new Error("pairing_invalid")))).toBe("failed");
  expect(calls).toEqual(["cleared"]);
  expect(token.read()).toBeUndefined();
});

test("no code, nothing happens", async () => {
  const { token, calls } = setUp("#section");
  expect(await token.redeem(async () => ({ token: "x" }))).toBe("none");
  expect(calls).toEqual([]);
});
