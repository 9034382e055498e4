import { realpathSync } from "node:fs";
import { isAbsolute } from "node:path";

/** The folder itself behind all links, or null where there is none. */
export function realFolder(folder: string): string | null {
  if (!isAbsolute(folder) || folder.includes("\0")) return null;
  try {
    return realpathSync.native(folder);
  } catch {
    return null;
  }
}
