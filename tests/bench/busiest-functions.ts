import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface CpuProfile {
  readonly nodes: readonly { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The functions with the most self time in the newest main-thread profile of a folder, one line each. */
export function busiestFunctions(folder: string, count = 25): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"));
  const newest = files.toSorted().findLast((name) => /\.0\.\d+\.cpuprofile$/.test(name));
  if (!newest) return [`no profile in ${folder}: ${files.join(", ") || "empty"}`];
  const profile = JSON.parse(readFileSync(join(folder, newest), "utf8")) as CpuProfile;
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const self = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of profile.samples.entries()) {
    const name = names.get(id) ?? "?";
    const spent = (profile.timeDeltas[index] ?? 0) / 1000;
    if (name.startsWith("(idle)") || name.startsWith("(root)")) continue;
    busy += spent;
    self.set(name, (self.get(name) ?? 0) + spent);
  }
  const top = [...self].sort((a, b) => b[1] - a[1]).slice(0, count);
  return [
    `\nCPU profile ${join(folder, newest)}: ${busy.toFixed(0)} ms busy`,
    ...top.map(
      ([name, spent]) =>
        `  ${((100 * spent) / busy).toFixed(1).padStart(5)} %  ${spent.toFixed(0).padStart(7)} ms  ${name}`,
    ),
  ];
}

function nameOf({ functionName, url, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string {
  const file = url.replace(/^.*\/(packages|node_modules)\//, "$1/");
  return `${functionName || "(anonymous)"} ${file === "" ? "" : `${file}:${lineNumber + 1}`}`.trim();
}
