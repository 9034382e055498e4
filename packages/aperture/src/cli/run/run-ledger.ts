import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * What `aperture run` remembers of a run, so that `aperture doctor` can say later why nothing arrived, also when the
 * database cannot be opened. One file per run: two runs never write the same one.
 */
export const RunEntry = z.object({
  label: z.string(),
  /** A name of `findAgent`, or the command without its folder. */
  agent: z.string(),
  project: z.string(),
  /** How many arguments it got; never which: keys come as arguments too. */
  argumentCount: z.int(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Whether its session was seen; null while it runs, and when the daemon could not be asked. */
  arrived: z.boolean().nullable(),
});
export type RunEntry = z.infer<typeof RunEntry>;

const kept = 20;
const folderOf = (home: string): string => join(home, "runs");
const fileOf = (home: string, label: string): string => join(folderOf(home), `${label}.json`);

/** Never throws: a run does not fail because it cannot be noted. */
export function noteRun(home: string, entry: RunEntry): void {
  try {
    mkdirSync(folderOf(home), { recursive: true, mode: 0o700 });
    writeFileSync(fileOf(home, entry.label), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    for (const old of readRuns(home).slice(kept)) rmSync(fileOf(home, old.label), { force: true });
  } catch {
    // A full or read-only disk; doctor says so by other means.
  }
}

/** Newest first; files that are none of ours are passed over. */
export function readRuns(home: string): RunEntry[] {
  const entries: RunEntry[] = [];
  for (const name of listFolder(folderOf(home))) {
    try {
      entries.push(RunEntry.parse(JSON.parse(readFileSync(join(folderOf(home), name), "utf8"))));
    } catch {
      // Half written, or not ours.
    }
  }
  return entries.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}
