import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What a running Aperture leaves in its home for the CLI to find it by. Nobody is asked to believe it: the server proves itself. */
export const RunFile = z.object({
  pid: z.int().min(1),
  /** `processIdentity` of that pid; null where the system does not tell. */
  identity: z.string().nullable(),
  ports: z.object({ proxy: z.int().min(1).max(65_535), api: z.int().min(1).max(65_535) }),
  startedAt: z.string(),
  /** `stopping` from the moment it was asked to stop: whoever watches must not start it again. */
  state: z.enum(["running", "stopping"]),
});
export type RunFile = z.infer<typeof RunFile>;

export const runFileOf = (home: string): string => join(home, "run.json");

/** Undefined when there is none, or when it is not one: a half-written or foreign file is as good as none. */
export function readRunFile(home: string): RunFile | undefined {
  try {
    return RunFile.parse(JSON.parse(readFileSync(runFileOf(home), "utf8")));
  } catch {
    return undefined;
  }
}

/** In one step, mode 0600. */
export function writeRunFile(home: string, run: RunFile): void {
  const draft = `${runFileOf(home)}.${process.pid}.tmp`;
  writeFileSync(draft, `${JSON.stringify(run)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, runFileOf(home));
}

/** Only its own: a successor may have written the file already. */
export function removeRunFile(home: string, pid: number): void {
  if (readRunFile(home)?.pid === pid) rmSync(runFileOf(home), { force: true });
}
