import { readdirSync, readFileSync } from "node:fs";
import { setPriority } from "node:os";

/** Nice value of the counting thread: about a tenth of a core where others want it, all of it where nobody does. */
const NICE = 10;

/**
 * Lets every other thread go first, on Linux, where priorities belong to threads: counting a large first request takes
 * a second of a core that streams may need. Elsewhere, or where /proc cannot be read, it counts at ordinary priority.
 */
export function yieldToOthers(threadName: string, tasks = "/proc/self/task"): boolean {
  if (process.platform !== "linux") return false;
  try {
    const task = readdirSync(tasks).find((id) => readFileSync(`${tasks}/${id}/comm`, "utf8").trim() === threadName);
    if (task === undefined) return false;
    setPriority(Number(task), NICE);
    return true;
  } catch {
    return false;
  }
}
