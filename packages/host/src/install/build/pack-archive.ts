import { gzipSync } from "node:zlib";
import { Header } from "tar";

/** A .tgz as npm lays it out, `package/…`. The same files give the same bytes on every machine: no times, owners or modes of a disk. */
export function packArchive(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [path, bytes] of [...files].sort(([left], [right]) => (left < right ? -1 : 1)))
    parts.push(headerOf(`package/${path}`, bytes.length), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  // Two empty blocks end an archive.
  parts.push(Buffer.alloc(1_024));
  const packed = gzipSync(Buffer.concat(parts), { level: 9 });
  // RFC 1952, 2.3.1: the byte that names the operating system; zlib writes this machine's.
  packed[9] = 255;
  return packed;
}

function headerOf(path: string, size: number): Uint8Array {
  const header = new Header({ path, size, mode: 0o644, type: "File", mtime: new Date(0) });
  header.encode();
  if (header.needPax || !header.block) throw new RangeError(`${path} is too long for an archive`);
  return header.block;
}
