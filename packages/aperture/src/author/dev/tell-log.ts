import { setTimeout as sleep } from "node:timers/promises";
import type { PluginClient, PluginLogs } from "@aperture/sdk";
import type { DevOptions } from "./run-dev.ts";

type Line = PluginLogs["lines"][number];

/** Milliseconds between looks: what a plugin says is kept in its log and is no event. */
const pause = 250;

/** What the plugin says, and each capability when it is used for the first time. Ends with `signal`. */
export async function tellLog(
  plugins: Pick<PluginClient, "logs" | "info">,
  id: string,
  tell: DevOptions["tell"],
  signal: AbortSignal,
): Promise<void> {
  let before: readonly Line[] = (await plugins.logs(id)).lines;
  const known = new Set<string>();
  while (!signal.aborted) {
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const now = (await plugins.logs(id)).lines;
    for (const line of linesBehind(before, now)) tell({ kind: "log", ...line }, `${line.level}  ${line.message}`);
    before = now;
    for (const { capability, used } of (await plugins.info(id)).capabilities) {
      if (!used || known.has(capability)) continue;
      known.add(capability);
      tell({ kind: "used", capability }, `used ${capability}`);
    }
  }
}

/** Lines have no number: what is behind the last one of before, found from the end, where equal ones follow each other as often. */
function linesBehind(before: readonly Line[], now: readonly Line[]): readonly Line[] {
  const last = before.at(-1);
  if (!last) return now;
  const isSame = (a: Line, b: Line) => a.at === b.at && a.level === b.level && a.message === b.message;
  const count = before.filter((line) => isSame(line, last)).length;
  let seen = 0;
  const end = now.findIndex((line) => isSame(line, last) && ++seen === count);
  // The log moved on by more than it shows: all of it is new.
  return now.slice(end + 1);
}
