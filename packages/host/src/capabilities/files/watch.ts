import { type FSWatcher, watch as watchFolder } from "node:fs";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../../border/calls.ts";
import type { Capability, CapabilityContext, Held } from "../capability.ts";
import { projectHere, projectOf } from "../project-of.ts";
import { readableBy } from "./readable.ts";
import { walk } from "./walk.ts";

/** Folders that one plugin watches: each takes a watch of the system, of which a user has 8,192 on some. */
const MOST_FOLDERS = 1_000;
/** Paths of one event; more are told by `complete: false`. */
const MOST_PATHS = 200;
/** Changes within so many milliseconds are one event: a save is three, a checkout thousands. */
const SETTLE_MS = 100;
const bounds = { entries: 100_000, depth: 40 };

interface Watched {
  readonly folders: Map<string, FSWatcher>;
  readonly changed: Set<string>;
  timer: NodeJS.Timeout | null;
  isOver: boolean;
}

/** Tells one plugin of changes to files that it may read. Everything is closed with it. */
export function createWatch(): Capability<"fs.watch"> & Held {
  const projects = new Map<string, Watched>();

  function stop(project: string): void {
    const watched = projects.get(project);
    if (!watched) return;
    projects.delete(project);
    watched.isOver = true;
    if (watched.timer) clearTimeout(watched.timer);
    for (const watcher of watched.folders.values()) watcher.close();
    watched.folders.clear();
  }

  async function start(project: string, context: CapabilityContext): Promise<void> {
    if (projects.has(project)) return;
    const watched: Watched = { folders: new Map(), changed: new Set(), timer: null, isOver: false };
    projects.set(project, watched);
    const root = await realpath(project).catch(() => null);
    if (root === null) return stop(project);
    await add("");

    async function add(from: string): Promise<void> {
      const reaches = (folder: string): boolean => readableBy(context.granted(project)).reaches(folder);
      const options = {
        bounds,
        enters: (folder: string) => reaches(below(from, folder)),
        signal: context.closing,
        cut: () => {},
      };
      for await (const { path, kind } of walk(join(root!, from), options)) {
        const folder = below(from, path);
        // While it was read it may have been told to stop.
        if (watched.isOver) return;
        if (kind === "file" || watched.folders.has(folder) || watched.folders.size >= MOST_FOLDERS) continue;
        open(folder);
      }
    }

    function open(folder: string): void {
      try {
        const watcher = watchFolder(join(root!, folder), { persistent: false }, (event, name) =>
          note(folder, event, name),
        );
        // The folder went away, or the system has no watches left: what else is watched goes on.
        watcher.on("error", () => close(folder));
        watched.folders.set(folder, watcher);
      } catch {
        // Gone since it was listed.
      }
    }

    function close(folder: string): void {
      watched.folders.get(folder)?.close();
      watched.folders.delete(folder);
    }

    function note(folder: string, event: string, name: string | null): void {
      if (name === null || watched.isOver) return;
      const path = below(folder, name);
      const readable = readableBy(context.granted(project));
      if (event === "rename" && watched.folders.has(path)) close(path);
      if (event === "rename" && readable.reaches(path)) add(path).catch(() => {});
      if (readable.under(path) === undefined) return;
      watched.changed.add(path);
      watched.timer ??= setTimeout(tell, SETTLE_MS);
    }

    function tell(): void {
      watched.timer = null;
      const readable = readableBy(context.granted(project));
      // Asked anew: the user may have taken it away meanwhile.
      const paths = context.granted(project).fs?.watch
        ? [...watched.changed].filter((path) => readable.under(path) !== undefined)
        : [];
      watched.changed.clear();
      if (paths.length === 0) return;
      const data: Json = { project, paths: paths.slice(0, MOST_PATHS), complete: paths.length <= MOST_PATHS };
      context.deliver("fs-changed", data, project);
    }
  }

  return {
    projectOf,
    needs: (_input, { fs }) => (fs?.watch ? { needs: ["fs.watch"] } : { missing: "fs.watch" }),
    async run({ watch }, context) {
      const project = projectHere(context.project);
      if (watch) await start(project, context);
      else stop(project);
      return { watching: projects.has(project) };
    },
    close() {
      for (const project of [...projects.keys()]) stop(project);
    },
  };
}

const below = (folder: string, name: string): string =>
  folder === "" ? name : name === "" ? folder : `${folder}/${name}`;
