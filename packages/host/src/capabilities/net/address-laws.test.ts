import { isIPv6 } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addressBytes, plainAddress } from "./address.ts";
import { addressKind } from "./address-kind.ts";

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 50_000 : 2_000 };

test("every spelling of an IPv6 address has the same bytes as the URL parser sees in it", () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      fc.pre(isIPv6(text));
      const normal = new URL(`http://[${text}]/`).hostname.slice(1, -1);
      expect([...addressBytes(text)!]).toEqual([...addressBytes(normal)!]);
      expect(plainAddress(text)).toBe(plainAddress(normal));
      expect(addressKind(text)).toBe(addressKind(normal));
    }),
    runs,
  );
});

test("an IPv4 address leads where it leads, mapped, translated or plain", () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      const kind = addressKind(text);
      expect(addressKind(`::ffff:${text}`)).toBe(kind);
      expect(addressKind(`64:ff9b::${text}`)).toBe(kind);
      expect(plainAddress(`::ffff:${text}`)).toBe(text);
    }),
    runs,
  );
});

test("whatever else it is, it is nothing public", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), (text) => {
      fc.pre(addressBytes(text) === null);
      expect(addressKind(text)).toBe("near");
    }),
    runs,
  );
});
