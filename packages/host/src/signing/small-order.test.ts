import { describe, expect, test } from "vitest";
import { newSigningKey } from "./signing-key.ts";
import { weaknessOf } from "./small-order.ts";

const p = 2n ** 255n - 19n;
const mod = (n: bigint): bigint => ((n % p) + p) % p;
function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, mod(base)];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}
const inverse = (n: bigint): bigint => power(n, p - 2n);
const d = mod(-121665n * inverse(121666n));
/** A root of n, or null. p ≡ 5 (mod 8): RFC 8032 §5.1.3. */
function root(n: bigint): bigint | null {
  const candidate = power(n, (p + 3n) / 8n);
  for (const r of [candidate, mod(candidate * power(2n, (p - 1n) / 4n))]) if (mod(r * r) === mod(n)) return r;
  return null;
}
const bytesOf = (y: bigint, sign = 0): Buffer => {
  const bytes = Buffer.from(y.toString(16).padStart(64, "0"), "hex").reverse();
  bytes[31]! |= sign << 7;
  return bytes;
};

/** y of all points whose order divides 8, from the curve −x² + y² = 1 + dx²y² alone. */
function smallY(): bigint[] {
  // Order 1 and 2: x = 0, y = ±1. Order 4: y = 0. Order 8: its double has y = 0, so x² = −y² and dy⁴ + 2y² − 1 = 0.
  const discriminant = root(1n + d)!;
  const squares = [mod((-1n + discriminant) * inverse(d)), mod((-1n - discriminant) * inverse(d))];
  const eighth = squares.flatMap((square) => {
    const y = root(square);
    return y === null ? [] : [y, mod(-y)];
  });
  return [1n, p - 1n, 0n, ...eighth];
}

describe("keys that are none", () => {
  test("all five y of points of small order are refused, with both signs of x", () => {
    const all = smallY();
    expect(new Set(all).size).toBe(5);
    for (const y of all) for (const sign of [0, 1]) expect(weaknessOf(bytesOf(y, sign))).toContain("small order");
  });

  test("numbers from p on are refused: each is another way of writing a small one", () => {
    for (let y = p; y < 2n ** 255n; y++) for (const sign of [0, 1]) expect(weaknessOf(bytesOf(y, sign))).not.toBeNull();
    expect(weaknessOf(bytesOf(p - 2n))).toBeNull();
  });

  test("keys that are made pass", () => {
    for (let count = 0; count < 20; count++) {
      const der = newSigningKey().publicKey.export({ format: "der", type: "spki" });
      expect(weaknessOf(der.subarray(12))).toBeNull();
    }
  });
});
