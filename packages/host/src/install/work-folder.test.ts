import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { workFolder } from "./work-folder.ts";

let temporary: string;
const before = process.env.TMPDIR;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "aperture-work-"));
  process.env.TMPDIR = temporary;
});
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(temporary, { recursive: true });
});

/** Of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

test("each piece of work has its own, for nobody else to read", () => {
  const [one, two] = [workFolder("git"), workFolder("git")];
  expect(one.path).not.toBe(two.path);
  expect(statSync(one.path).mode & 0o777).toBe(0o700);
  writeFileSync(join(one.path, "file"), "x");
  one.remove();
  two.remove();
  expect(readdirSync(temporary)).toEqual([]);
});

test("what a killed process left goes; what lives, or is nobody's, stays", () => {
  const dead = deadPid();
  const outside = join(temporary, "outside");
  mkdirSync(outside);
  mkdirSync(join(temporary, `aperture-registry-${dead}-AbC123/inner`), { recursive: true });
  mkdirSync(join(temporary, `aperture-git-${dead}-AbC123`));
  const kept = [
    `aperture-registry-${process.pid}-AbC123`,
    `aperture-other-${dead}-AbC123`,
    `aperture-registry-${dead}`,
    "other",
  ];
  for (const name of kept) mkdirSync(join(temporary, name));
  symlinkSync(outside, join(temporary, `aperture-registry-${dead}-LiNk12`));
  const made = workFolder("registry");
  made.remove();
  expect(readdirSync(temporary).sort()).toEqual([...kept, "outside"].sort());
  expect(existsSync(outside)).toBe(true);
});

test("what an earlier run under the same number left goes, too: in a container each run may have it", () => {
  const left = join(temporary, `aperture-git-${process.pid}-AbC123`);
  mkdirSync(left);
  const before = new Date(Date.now() - process.uptime() * 1_000 - 60_000);
  utimesSync(left, before, before);
  const own = workFolder("git");
  const made = workFolder("registry");
  expect([existsSync(left), existsSync(own.path)]).toEqual([false, true]);
  own.remove();
  made.remove();
});
