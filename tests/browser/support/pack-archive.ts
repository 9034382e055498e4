import { readdirSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { create } from "tar";

/** A folder as `npm pack` packs it: everything below `package/`, gzipped. */
export async function packArchive(folder: string): Promise<Buffer> {
  const pack = create({ gzip: true, cwd: folder, prefix: "package", portable: true }, readdirSync(folder));
  return buffer(pack as unknown as NodeJS.ReadableStream);
}
