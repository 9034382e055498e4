import { isIPv4, isIPv6 } from "node:net";

/** The 16 bytes of an IPv6 address, or of an IPv4 one as ::ffff:a.b.c.d; null for anything else. */
export function addressBytes(text: string): Uint8Array | null {
  if (isIPv4(text)) return Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, ...text.split(".").map(Number));
  // A zone says on which interface a link-local address is; it is no part of it.
  const plain = text.replace(/%.*$/, "");
  if (!isIPv6(plain)) return null;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  const tail = dotted ? dotted[2]!.split(".").map(Number) : [];
  const groups = dotted ? `${dotted[1]}${hex(tail[0]!, tail[1]!)}:${hex(tail[2]!, tail[3]!)}` : plain;
  const [head = "", rest] = groups.split("::");
  const before = words(head);
  const after = rest === undefined ? [] : words(rest);
  const gap = new Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0);
  return Uint8Array.from([...before, ...gap, ...after].flatMap((word) => [word >> 8, word & 255]));
}

const hex = (high: number, low: number): string => ((high << 8) | low).toString(16);
const words = (text: string): number[] => (text === "" ? [] : text.split(":").map((word) => Number.parseInt(word, 16)));

/** The same address, however it was spelled: an IPv4 one that was mapped or translated is that. Null where it is none. */
export function plainAddress(text: string): string | null {
  const bytes = addressBytes(text);
  if (!bytes) return null;
  const inner = embedded(bytes);
  if (inner) return inner.join(".");
  return Array.from({ length: 8 }, (_, index) => ((bytes[index * 2]! << 8) | bytes[index * 2 + 1]!).toString(16)).join(
    ":",
  );
}

/** ::ffff:0:0/96 (mapped) and 64:ff9b::/96 (NAT64, RFC 6052): what is connected to is the IPv4 address in it. */
function embedded(bytes: Uint8Array): Uint8Array | null {
  const begins = (prefix: readonly number[]): boolean => prefix.every((byte, index) => bytes[index] === byte);
  const isMapped = begins([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]);
  const isTranslated = begins([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]);
  return isMapped || isTranslated ? bytes.slice(12) : null;
}
