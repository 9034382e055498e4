import type { Stats } from "node:fs";
import { relative, sep } from "node:path";
import { compileGlob } from "@aperture/engine/selectors/glob";
import { watch } from "chokidar";

/** Folders that hold what tools make or fetch: large, and of no interest to whoever works on the project. */
const passedOver = new Set(["node_modules", ".git", ".hg", ".svn", ".venv", "__pycache__", "dist", "build", "target"]);
const DEEPEST = 12;
/** Files and folders of one project that are watched: each costs a watch of the kernel's. */
const MOST_WATCHED = 10_000;
/** Editors save in several steps; a checkout changes a thousand files. Milliseconds. */
const SETTLE = 200;
/** Changes told at once; of more, only how many. */
const MOST_TOLD = 50;

/** One trusted project in which somebody works. */
export interface WatchedProject {
  /** Real path. */
  readonly folder: string;
  /** Globs inside the project. */
  readonly watch: readonly string[];
}

export interface FileChange {
  readonly project: string;
  /** Inside the project, with `/`. */
  readonly path: string;
  readonly what: "added" | "changed" | "removed";
}

export interface WatchProjectsOptions {
  /** What is worked on now; asked at the beginning and with every `refresh`. */
  readonly projects: () => readonly WatchedProject[];
  /** Many changes at once are told as the first 50 and the number of the others. */
  readonly changed: (changes: readonly FileChange[], others: number) => void;
  readonly warn: (message: string) => void;
  /** Milliseconds. */
  readonly settle?: number;
}

export interface ProjectWatch {
  /** After a session began or ended, or a trust changed: begins and ends what is needed. Resolves when all is watched. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

interface Watching {
  readonly globs: string;
  readonly ready: Promise<void>;
  /** Whoever waits for `ready` goes on, too. */
  end(): Promise<void>;
}

/** Tells changes of files that trusted projects want to be told of. No link is followed; what is too large is watched as far as it goes, and said. */
export function watchProjects({ projects, changed, warn, settle = SETTLE }: WatchProjectsOptions): ProjectWatch {
  const watching = new Map<string, Watching>();
  const gathered = new Map<string, FileChange>();
  let timer: NodeJS.Timeout | undefined;

  function tell(): void {
    const changes = [...gathered.values()];
    gathered.clear();
    timer = undefined;
    changed(changes.slice(0, MOST_TOLD), Math.max(0, changes.length - MOST_TOLD));
  }

  function begin({ folder, watch: globs }: WatchedProject): Watching {
    const isWanted = globs.map((glob) => compileGlob(anchored(glob), "path"));
    const seen = new Set<string>();
    let isFull = false;
    const ignored = (path: string, stats?: Stats): boolean => {
      const inside = insideOf(folder, path);
      if (inside === "") return false;
      const parts = inside.split("/");
      if (parts.length > DEEPEST || parts.some((part) => passedOver.has(part))) return true;
      // Asked twice: first by name alone, then with what it is.
      if (stats === undefined) return false;
      if (stats.isFile() && !isWanted.some((holds) => holds(`/${inside}`))) return true;
      if (!stats.isFile() && !stats.isDirectory()) return true;
      if (seen.has(inside)) return false;
      if (seen.size < MOST_WATCHED) seen.add(inside);
      else if (!isFull) {
        isFull = true;
        warn(`${folder} has more than ${MOST_WATCHED} files to watch: the others are not`);
      }
      return isFull;
    };
    const watcher = watch(folder, {
      ignored,
      ignoreInitial: true,
      followSymlinks: false,
      depth: DEEPEST,
      persistent: false,
    });
    const note = (what: FileChange["what"]) => (path: string) => {
      const inside = insideOf(folder, path);
      if (!isWanted.some((holds) => holds(`/${inside}`))) return;
      gathered.set(`${folder}\0${inside}`, { project: folder, path: inside, what });
      timer ??= setTimeout(tell, settle).unref();
    };
    watcher.on("add", note("added")).on("change", note("changed")).on("unlink", note("removed"));
    // Too many watches, a folder that may not be read: what is watched stays watched.
    watcher.on("error", (error) =>
      warn(`watching ${folder}: ${error instanceof Error ? error.message : String(error)}`),
    );
    let isReady = () => {};
    const ready = new Promise<void>((resolve) => {
      isReady = resolve;
    });
    watcher.once("ready", isReady);
    return {
      globs: globs.join("\n"),
      ready,
      end: () => watcher.close().finally(isReady),
    };
  }

  return {
    async refresh() {
      const wanted = new Map(
        projects()
          .filter(({ watch: globs }) => globs.length > 0)
          .map((each) => [each.folder, each]),
      );
      const ended: Promise<void>[] = [];
      for (const [folder, { globs, end }] of watching) {
        if (wanted.get(folder)?.watch.join("\n") === globs) continue;
        watching.delete(folder);
        ended.push(end());
      }
      for (const [folder, project] of wanted) if (!watching.has(folder)) watching.set(folder, begin(project));
      await Promise.all([...ended, ...[...watching.values()].map(({ ready }) => ready)]);
    },
    async close() {
      clearTimeout(timer);
      gathered.clear();
      const all = [...watching.values()];
      watching.clear();
      await Promise.all(all.map(({ end }) => end()));
    },
  };
}

/** From the project's folder on, not from any folder of that name. */
const anchored = (glob: string): string => `/${glob.replace(/^(?:\.?\/)+/, "")}`;

const insideOf = (folder: string, path: string): string => relative(folder, path).split(sep).join("/");
