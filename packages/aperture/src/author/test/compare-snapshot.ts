import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../build/write-whole.ts";
import type { ReplayedFixture } from "./check-invariants.ts";
import { describePatch } from "./describe-patch.ts";
import type { TestProblem } from "./problem.ts";

export interface SnapshotResult {
  readonly state: "same" | "written" | "updated" | "different";
  readonly problems: readonly TestProblem[];
}

type Snapshot = Readonly<Record<string, readonly string[]>>;

/**
 * Holds what a plugin did on a recording against `test/__snapshots__/<fixture>.json`. One that is not there is written, but not where
 * `isFixed` (CI): nobody looked at it. `update` writes it anew.
 */
export function compareSnapshot(
  folder: string,
  { name, calls }: ReplayedFixture,
  { update, isFixed }: { readonly update: boolean; readonly isFixed: boolean },
): SnapshotResult {
  const file = join(folder, "test", "__snapshots__", `${name}.json`);
  const now: Snapshot = Object.fromEntries(
    calls
      .filter(({ judgement }) => judgement && judgement.patch.length > 0)
      .map(({ turn, hook, judgement }) => [`turn ${turn}, ${hook}`, describePatch(judgement!.patch)]),
  );
  const text = `${JSON.stringify(now, null, 2)}\n`;
  if (!existsSync(file)) {
    if (!isFixed) writeWhole(file, text);
    const problem: TestProblem = {
      what: "snapshot",
      where: name,
      message: `${file} is not there: run the tests once and look at it`,
    };
    return isFixed ? { state: "different", problems: [problem] } : { state: "written", problems: [] };
  }
  const before = readFileSync(file, "utf8");
  if (before === text) return { state: "same", problems: [] };
  if (update) {
    writeWhole(file, text);
    return { state: "updated", problems: [] };
  }
  const problems = differencesOf(JSON.parse(before) as Snapshot, now).map(
    (message): TestProblem => ({ what: "snapshot", where: name, message }),
  );
  // Written by another hand, the same in content.
  return { state: problems.length === 0 ? "same" : "different", problems };
}

function differencesOf(before: Snapshot, now: Snapshot): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) => {
    const [old, fresh] = [before[key] ?? [], now[key] ?? []];
    const gone = old.filter((line) => !fresh.includes(line)).map((line) => `- ${line}`);
    const come = fresh.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
    const lines = [...gone, ...come];
    if (lines.length === 0) return old.join() === fresh.join() ? [] : [`${key}: in another order`];
    return [`${key}:\n${lines.map((line) => `    ${line}`).join("\n")}`];
  });
}
