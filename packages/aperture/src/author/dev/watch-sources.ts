import { relative, sep } from "node:path";
import { watch } from "chokidar";

/** Folders that nothing is built from: what is built, what is installed, what was given, what tests say. */
const passedOver = new Set(["dist", "build", "node_modules", "vendor", "test", "__snapshots__"]);
/** Editors save in several steps (write, rename, chmod); together they are one change. Milliseconds. */
const settle = 15;

export interface SourceWatch {
  /** Resolves when every file is watched. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/**
 * Calls `changed` when something that a plugin is built from has changed; never twice at once: what changes meanwhile is one more call
 * behind it.
 */
export function watchSources(folder: string, changed: () => Promise<void>): SourceWatch {
  const watcher = watch(folder, { ignoreInitial: true, ignored: (path) => isPassedOver(folder, path) });
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  const go = () => {
    if (running !== undefined) {
      again = true;
      return;
    }
    running = changed().finally(() => {
      running = undefined;
      if (!again) return;
      again = false;
      go();
    });
  };
  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(go, settle);
  });
  return {
    ready: new Promise((resolve) => watcher.once("ready", () => resolve())),
    async close() {
      clearTimeout(timer);
      again = false;
      await watcher.close();
      await running;
    },
  };
}

function isPassedOver(folder: string, path: string): boolean {
  const parts = relative(folder, path).split(sep);
  return parts.some((part) => part.startsWith(".") && part !== "." && part !== "") || passedOver.has(parts[0] ?? "");
}
