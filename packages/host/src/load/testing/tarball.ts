import { gzipSync } from "node:zlib";
import { Header, type HeaderData } from "tar";

export interface TarEntry extends Pick<HeaderData, "type" | "linkpath" | "mode"> {
  readonly path: string;
  readonly content?: string | Uint8Array;
}

/** A tar archive with exactly these entries, however wrong: packers refuse to make most of what attackers send. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap(({ path, content = "", type = "File", linkpath, mode = 0o644 }) => {
    const bytes = Buffer.from(content);
    const long = Buffer.byteLength(path) > 99 ? longName(path) : [];
    const header = new Header({
      path: path.slice(0, 99),
      mode,
      size: bytes.length,
      type,
      mtime: new Date(0),
      ...(linkpath ? { linkpath } : {}),
    });
    return [...long, encoded(header), ...padded(bytes)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1_024)]);
}

export const tgzOf = (entries: readonly TarEntry[]): Buffer => gzipSync(tarOf(entries));

/** As `npm pack` lays it out. */
export const packed = (files: Readonly<Record<string, string | Uint8Array>>): TarEntry[] =>
  Object.entries(files).map(([path, content]) => ({ path: `package/${path}`, content }));

function longName(path: string): Buffer[] {
  const bytes = Buffer.from(`${path}\0`);
  const header = new Header({ path: "././@LongLink", mode: 0o644, size: bytes.length, type: "NextFileHasLongPath" });
  return [encoded(header), ...padded(bytes)];
}

function encoded(header: Header): Buffer {
  header.encode();
  return header.block!;
}

const padded = (bytes: Buffer): Buffer[] => [bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
