import { gzipSync } from "node:zlib";
import { writeTar } from "../../load/write-tar.ts";

/** A .tgz as npm lays it out, `package/…`. The same files give the same bytes on every machine. */
export function packArchive(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...files].sort(([left], [right]) => (left < right ? -1 : 1));
  const packed = gzipSync(writeTar(sorted.map(([path, bytes]) => [`package/${path}`, bytes] as const)), { level: 9 });
  // RFC 1952, 2.3.1: the byte that names the operating system; zlib writes this machine's.
  packed[9] = 255;
  return packed;
}
