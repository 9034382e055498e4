import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { skip } from "./store-process.ts";

export interface SmallDisk {
  readonly path: string;
  release(): void;
}

/** Mounts a disk of this many KB on a new folder; null, with the reason printed, where that is not possible. */
export function mountSmallDisk(path: string, kilobytes: number): SmallDisk | null {
  mkdirSync(path);
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k,mode=0700`, "tmpfs", path]);
  if (mount.status === 0) return { path, release: () => void execFileSync("umount", [path]) };
  skip(`a small disk cannot be mounted: ${mount.stderr ?? mount.error}`);
  return null;
}

/** Takes all the room there is. */
export function fillUp(path: string): void {
  const descriptor = openSync(path, "w");
  for (let size = 65_536; size >= 1; ) {
    try {
      writeSync(descriptor, Buffer.alloc(size));
    } catch {
      size = Math.floor(size / 2);
    }
  }
  closeSync(descriptor);
}
