// Points of order 1, 2, 4 and 8 (RFC 8032 §5.1: the cofactor is 8), by their y coordinate, little-endian. With such a key one signature
// holds for many texts, whoever made it. small-order.test.ts computes them from the curve's equation.
const smallOrder: ReadonlySet<string> = new Set([
  `01${"00".repeat(31)}`,
  "00".repeat(32),
  `ec${"ff".repeat(30)}7f`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

/** What an ed25519 public key of 32 bytes is no key for, or null: a point of small order, or one that can be written in two ways. */
export function weaknessOf(point: Uint8Array): string | null {
  const y = Buffer.from(point);
  // The highest bit is the sign of x; both signs of a small point are small.
  y[31]! &= 0x7f;
  if (smallOrder.has(y.toString("hex"))) return "its key is a point of small order, which signs everything";
  // y ≥ p = 2^255 − 19: the same point has another, shorter number.
  if (y[31] === 0x7f && y.subarray(1, 31).every((byte) => byte === 0xff) && y[0]! >= 0xed)
    return "its key is not written in the one way that keys are written";
  return null;
}
