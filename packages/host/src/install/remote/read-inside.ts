import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { SourceTrouble } from "./source-trouble.ts";

/** A file of a registry that is a folder: never one outside it, and never more than `most` bytes. Throws SourceTrouble. */
export async function readInside(folder: string, path: string, most: number): Promise<Uint8Array> {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".."))
    throw new SourceTrouble(`${JSON.stringify(path)} is no path inside it`);
  try {
    const file = join(folder, ...parts);
    const inside = relative(await realpath(folder), await realpath(file));
    if (inside.startsWith("..") || inside.startsWith(sep))
      throw new SourceTrouble(`${JSON.stringify(path)} leads out of it`);
    // Not blocking: a pipe in its place would be waited for without end.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new SourceTrouble(`${JSON.stringify(path)} is no plain file`);
      if (stats.size > most) throw new SourceTrouble(`${JSON.stringify(path)} is larger than ${most} bytes`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SourceTrouble) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw new SourceTrouble(`it has no ${path}`, 404, error);
    throw new SourceTrouble(message, null, error);
  }
}
