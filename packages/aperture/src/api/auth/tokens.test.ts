import { expect, test } from "vitest";
import { createTokens } from "./tokens.ts";

const token = "Abc_-9".padEnd(43, "x");
const tokens = createTokens(token, () => 0);

test("no header is nobody", () => {
  expect(tokens.check(undefined)).toEqual({ presented: false, valid: false });
});

test.each([`Bearer ${token}`, `bearer ${token}`, `BEARER ${token}`])("%s is the owner", (header) => {
  expect(tokens.check(header)).toEqual({ presented: true, valid: true });
});

test.each([
  "",
  "Bearer",
  "Bearer ",
  token,
  `Bearer  ${token}`,
  `Bearer ${token} `,
  ` Bearer ${token}`,
  `Bearer ${token}x`,
  `Bearer ${token.slice(0, -1)}`,
  `Bearer ${token.toUpperCase()}`,
  `Bearer ${token}, Bearer ${token}`,
  `Bearer ${token}\u0000`,
  `Bearer "${token}"`,
  `Basic ${Buffer.from(`:${token}`).toString("base64")}`,
  `Token ${token}`,
  `Bearer ${"A".repeat(100_000)}`,
  "Bearer undefined",
  "Bearer null",
  "Bearer $TOKEN",
  "Bearer __proto__",
])("%j is not", (header) => {
  expect(tokens.check(header)).toEqual({ presented: true, valid: false });
});

test("at most 64 pages hold a token: the oldest has to pair again", () => {
  let now = 0;
  const busy = createTokens(token, () => now);
  const pages = Array.from({ length: 65 }, () => {
    now += 60_000;
    return busy.redeem(busy.pair().code);
  });
  expect(busy.check(`Bearer ${pages[0]}`).valid).toBe(false);
  expect(pages.slice(1).every((page) => busy.check(`Bearer ${page}`).valid)).toBe(true);
  expect(busy.check(`Bearer ${token}`).valid).toBe(true);
});

test("a code is no token, and a token is no code", () => {
  const { code } = tokens.pair();
  expect(tokens.check(`Bearer ${code}`).valid).toBe(false);
  expect(() => tokens.redeem(token)).toThrow(/wrong, used or expired/);
});
