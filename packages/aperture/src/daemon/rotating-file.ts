import { closeSync, fchmodSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

export interface RotatingFile {
  write(line: string): void;
  close(): void;
}

/**
 * A log file of mode 0600 that is renamed to `<file>.1` when it has grown past `limit` bytes; the one before is dropped,
 * so at most twice the limit is kept. Writes are synchronous: what was logged before a crash is on its way to the disk.
 * A full disk loses log lines, never the caller.
 */
export function openRotatingFile(file: string, limit = 5 * 1024 * 1024): RotatingFile {
  let handle = open(file);
  let size = fstatSync(handle).size;
  return {
    write(line) {
      try {
        if (size > 0 && size + line.length > limit) {
          closeSync(handle);
          renameSync(file, `${file}.1`);
          handle = open(file);
          size = 0;
        }
        size += writeSync(handle, line);
      } catch {
        // Nobody is left to tell.
      }
    },
    close() {
      try {
        closeSync(handle);
      } catch {
        // Closed already, by a rotation that failed half way.
      }
    },
  };
}

function open(file: string): number {
  const handle = openSync(file, "a", 0o600);
  // The mode above counts for a new file only.
  fchmodSync(handle, 0o600);
  return handle;
}
