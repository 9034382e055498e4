import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";

/** What this process holds. */
export interface Held {
  /** Worker threads, and all threads of the process (0 where the system does not tell). */
  readonly workers: number;
  /** By name, how many. */
  readonly names: Readonly<Record<string, number>>;
  readonly threads: number;
  /** Open file descriptors (0 where the system does not tell). */
  readonly files: number;
  readonly sockets: number;
  readonly servers: number;
  /** Watched files and folders (0 where the system does not tell). */
  readonly watchers: number;
  /** Timers that keep the process alive. */
  readonly timers: number;
  /** Listeners on the process itself. */
  readonly listeners: number;
  /** MB */
  readonly rss: number;
}

export interface ResourceCount {
  held(): Held;
  /** Workers that were started since the count began. */
  started(): number;
  close(): void;
}

/** Counts from now on; workers that were started before are not known. */
export function countResources(): ResourceCount {
  const workers = new Set<Worker>();
  let started = 0;
  const came = (worker: Worker): void => {
    started++;
    workers.add(worker);
  };
  process.on("worker", came);
  return {
    held() {
      // Not by their `exit`: who ends one may take all listeners off it.
      for (const worker of workers) if (worker.threadId === -1) workers.delete(worker);
      const active = process.getActiveResourcesInfo();
      const count = (...names: readonly string[]) => active.filter((name) => names.includes(name)).length;
      return {
        workers: workers.size,
        names: countNames([...workers].map(({ threadName }) => threadName ?? "")),
        threads: entries("/proc/self/task"),
        files: entries("/proc/self/fd"),
        sockets: count("TCPSocketWrap"),
        servers: count("TCPServerWrap"),
        watchers: watches(),
        timers: count("Timeout"),
        listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
        rss: Math.round(process.memoryUsage.rss() / 1_048_576),
      };
    },
    started: () => started,
    close: () => void process.off("worker", came),
  };
}

function countNames(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Node counts only watchers that keep the process alive. */
function watches(): number {
  let count = 0;
  for (const file of namesIn("/proc/self/fdinfo"))
    try {
      count += readFileSync(join("/proc/self/fdinfo", file), "utf8").match(/^inotify /gm)?.length ?? 0;
    } catch {
      // Closed meanwhile.
    }
  return count;
}

const entries = (folder: string): number => namesIn(folder).length;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
