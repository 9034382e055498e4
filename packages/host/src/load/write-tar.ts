import { Header } from "tar";

/** A tar archive with these files, in their order. ustar, without times, owners or anything else of this machine: the same files are the same bytes. */
export function writeTar(files: Iterable<readonly [path: string, bytes: Uint8Array]>): Buffer {
  const parts: Uint8Array[] = [];
  for (const [path, bytes] of files) {
    const header = new Header({
      path,
      mode: 0o644,
      uid: 0,
      gid: 0,
      size: bytes.length,
      mtime: new Date(0),
      type: "File",
    });
    // True where the header needs a second one in front, for a name that is longer than its field or not ASCII.
    if (header.encode() || !/^[\x20-\x7e]{1,99}$/.test(path))
      throw new Error(`no plain tar header holds the name ${path}`);
    parts.push(header.block!, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  // POSIX.1-1988 ustar: two blocks of zeros are the end.
  return Buffer.concat([...parts, Buffer.alloc(1_024)]);
}
