import { addressBytes, plainAddress } from "./address.ts";

/** `own`: this machine. `near`: the local network, link-local (with the metadata services of clouds), reserved. */
export type AddressKind = "public" | "own" | "near";

/** First and last address of the IPv4 ranges that are not public: IANA special-purpose registry, RFC 6890. */
const near: readonly (readonly [string, number])[] = [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** What an address leads to. What cannot be read is near: it is refused. */
export function addressKind(text: string): AddressKind {
  const plain = plainAddress(text);
  if (plain === null) return "near";
  if (plain.includes(".")) return kindOf4(plain);
  const bytes = addressBytes(plain)!;
  // ::/96: unspecified, loopback, and the long gone IPv4-compatible addresses, which some stacks take for IPv4.
  if (bytes.subarray(0, 12).every((byte) => byte === 0)) return "own";
  // Only 2000::/3 is routed at all; in it Teredo, 6to4, documentation and ORCHID hold or hide other addresses.
  if (bytes[0]! >> 5 !== 1) return "near";
  const first = (bytes[0]! << 8) | bytes[1]!;
  const second = (bytes[2]! << 8) | bytes[3]!;
  if (
    first === 0x2002 ||
    (first === 0x2001 && (second < 0x200 || second === 0xdb8)) ||
    (first === 0x3fff && second < 0x1000)
  )
    return "near";
  return "public";
}

function kindOf4(address: string): AddressKind {
  // 0.0.0.0/8 means this machine to most stacks.
  if (address.startsWith("127.") || address.startsWith("0.")) return "own";
  const number = numberOf(address);
  return near.some(([first, bits]) => number >>> (32 - bits) === numberOf(first) >>> (32 - bits)) ? "near" : "public";
}

const numberOf = (address: string): number =>
  address.split(".").reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
