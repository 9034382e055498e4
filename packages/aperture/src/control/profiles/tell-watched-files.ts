import { isAbsolute, join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import type { Library } from "../../library/contract.ts";
import { type FileChange, type WatchedProject, watchProjects } from "../../library/watch-projects.ts";
import type { Store } from "../../store/contract.ts";
import { idOf } from "../look-up/ids.ts";
import { preferredLane } from "../look-up/lane-snapshot.ts";

export interface WatchedFilesOptions {
  readonly store: Store;
  readonly library: Library;
  /** Folders that live sessions work in. */
  readonly projects: () => readonly string[];
  readonly warn: (message: string, error?: unknown) => void;
}

/** Sessions that are looked at for blocks that show how a file was. */
const RECENT = 50;

/** Files that trusted projects want watched: each change is an event, with the blocks that show how the file was. Returns what ends it. */
export function tellWatchedFiles({ store, library, projects, warn }: WatchedFilesOptions): () => Promise<void> {
  const watched = (): WatchedProject[] =>
    projects().flatMap((folder): WatchedProject[] => {
      const { state, profile } = library.project(folder);
      return state === "trusted" && profile?.watch?.length ? [{ folder, watch: profile.watch }] : [];
    });
  const watch = watchProjects({
    projects: watched,
    changed(changes, others) {
      try {
        tell(changes);
      } catch (error) {
        warn("changed files could not be told", error);
      }
      if (others > 0) warn(`${others} more watched files changed at once`);
    },
    warn,
  });
  const refresh = (): void =>
    void watch.refresh().catch((error: unknown) => {
      // A project that cannot be read is said once by the library; nothing else depends on this.
      if (!ApertureError.is(error)) warn("files of projects could not be watched", error);
    });
  const stopFollowing = store.events.subscribe(({ type }) => {
    if (type === "session-started" || type === "session-project-set" || type === "session-removed") refresh();
  });
  const unsubscribe = library.subscribe(refresh);
  refresh();

  function tell(changes: readonly FileChange[]): void {
    store.transaction(() => {
      for (const { project, path, what } of changes)
        store.events.append("watched-file-changed", { project, path, what, blocks: showing(project, path) });
    });
  }

  /** Blocks of newest requests that show this file, by its path as agents write it: absolute, or inside the project. */
  function showing(project: string, path: string): string[] {
    const whole = join(project, path);
    const sessions = store.sessions.list({ limit: RECENT }).filter((session) => session.project === project);
    return sessions.flatMap(({ n }) => {
      const lane = preferredLane(store.lanes.ofSession(n));
      const [turn] = lane ? store.turns.ofLane(lane.n, 1) : [];
      return store.blocks
        .many(turn?.blocks ?? [])
        .filter(({ meta }) =>
          (meta.filePaths ?? []).some((name) => (isAbsolute(name) ? name : join(project, name)) === whole),
        )
        .map((block) => idOf("block", block.n));
    });
  }

  return async () => {
    stopFollowing();
    unsubscribe();
    await watch.close();
  };
}
