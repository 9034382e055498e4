import { isIPv4, isIPv6 } from "node:net";
import { endianness } from "node:os";

/** Both ends of an accepted connection; a `net.Socket` is one. */
export interface PeerConnection {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/** `::ffff:` of an IPv4 address, little and big endian: a client with an IPv6 socket shows up in the other table. */
const mapped = /^(?:0000000000000000FFFF0000|00000000000000000000FFFF)(?=.{8}:)/;

/** Sockets in any other state may be orphans, which the kernel shows as root's. */
const established = "01";

/** The eight 16-bit groups of an IPv6 address; zone and `::` are resolved, a dotted tail is two groups. */
function groupsOf(address: string): number[] {
  const dotted = address.replace(/%.*$/, "").replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    return `${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`;
  });
  const [left = "", right] = dotted.split("::");
  const parse = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const head = parse(left);
  const tail = parse(right ?? "");
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** Words of four bytes as the kernel prints them: in the machine's own byte order. */
function wordsInHostOrder(bytes: readonly number[], order: "LE" | "BE"): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 4) {
    const word = bytes.slice(start, start + 4);
    if (order === "LE") word.reverse();
    for (const byte of word) text += byte.toString(16).padStart(2, "0");
  }
  return text.toUpperCase();
}

/** One end as /proc/net/tcp{,6} writes it, for example `0100007F:1518`; null where it is not an address. */
export function addressToProc(
  address: string | undefined,
  port: number | undefined,
  order: "LE" | "BE" = endianness(),
): string | null {
  if (address === undefined || port === undefined) return null;
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  if (isIPv4(address)) return wordsInHostOrder(address.split(".").map(Number), order) + suffix;
  if (!isIPv6(address)) return null;
  const bytes = groupsOf(address).flatMap((group) => [group >> 8, group & 255]);
  return (wordsInHostOrder(bytes, order) + suffix).replace(mapped, "");
}

/** User ids of the established connections among `keys` (`<local> <remote>` as the table writes them). */
export function ownersInTable(table: string, keys: ReadonlySet<string>): Map<string, number> {
  const owners = new Map<string, number>();
  for (const line of table.split("\n")) {
    // sl local remote state tx:rx timer:when retransmits uid …
    const [, local, remote, state, , , , uid] = line.trim().split(/\s+/);
    if (state !== established || local === undefined || remote === undefined) continue;
    const key = `${local.replace(mapped, "")} ${remote.replace(mapped, "")}`;
    if (keys.has(key)) owners.set(key, Number(uid));
  }
  return owners;
}
