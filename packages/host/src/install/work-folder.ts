import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface WorkFolder {
  readonly path: string;
  remove(): void;
}

/** An empty folder for one piece of work, that only the user reads. What processes that were killed left of theirs is removed with it. */
export function workFolder(purpose: "registry" | "git"): WorkFolder {
  sweep();
  const path = mkdtempSync(join(tmpdir(), `aperture-${purpose}-${process.pid}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^aperture-(?:registry|git)-(\d+)-[A-Za-z0-9]{6}$/.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(tmpdir(), name);
    try {
      if (!isInUse(Number(pid), path)) rmSync(path, { recursive: true, force: true });
    } catch {
      // Somebody else's, where people share a folder for temporary files; or gone meanwhile.
    }
  }
}

function isInUse(pid: number, path: string): boolean {
  // In a container each run of the program may have the same number: what is older than this run was left by another one. Clocks are coarse.
  if (pid === process.pid) return lstatSync(path).mtimeMs > Date.now() - process.uptime() * 1_000 - 2_000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
