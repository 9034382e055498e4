import { gzipSync } from "node:zlib";

const blockSize = 512;

/**
 * A .tgz as npm makes it: every path below `package/`. The same files give the same bytes on every machine (no times, owners or modes of
 * the disk), so that a vendored sdk changes only with its content. ustar, POSIX.1-1988; paths of at most 100 bytes.
 */
export function writeTarball(files: ReadonlyMap<string, string>): Uint8Array {
  const parts: Buffer[] = [];
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const content = Buffer.from(text);
    parts.push(header(`package/${path}`, content.length), content);
    parts.push(Buffer.alloc((blockSize - (content.length % blockSize)) % blockSize));
  }
  // Two empty blocks end an archive.
  parts.push(Buffer.alloc(2 * blockSize));
  const packed = gzipSync(Buffer.concat(parts), { level: 9 });
  // RFC 1952, 2.3: the byte that names the operating system; zlib writes this machine's.
  packed[9] = 255;
  return packed;
}

function header(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new RangeError(`${path} is too long for a tarball`);
  const block = Buffer.alloc(blockSize);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, "0")}\0`;
  block.write(path, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  // The sum of all bytes, counted with spaces where it will stand.
  block.write("        ", 148);
  block.write("0", 156);
  block.write("ustar\u000000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
