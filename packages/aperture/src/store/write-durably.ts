import { chmodSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { flushFolder } from "./flush-folder.ts";

/** Replaces a file in one step, mode 0600, on the disk when this returns: a commit that follows must not be there without it. */
export function writeDurably(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
  flushFolder(dirname(file));
}
