import { closeSync, fsyncSync, openSync } from "node:fs";

/** Names are on the disk when this returns: what was renamed in this folder is, after a crash too. */
export function flushFolder(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
