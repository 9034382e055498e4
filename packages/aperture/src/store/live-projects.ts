import type { Store } from "./contract.ts";

/** A session that said nothing for so long is not worked in. */
const LIVE_MS = 24 * 3_600_000;
const RECENT = 50;

/** Sessions that spoke since then are worked in. Epoch milliseconds. */
export const liveSince = (now: number): number => now - LIVE_MS;

/** Folders of projects that live sessions work in, the one that spoke last first. */
export function liveProjects({ store, now }: { readonly store: Store; readonly now: () => number }): string[] {
  const since = liveSince(now());
  const projects = store.sessions
    .list({ limit: RECENT })
    .flatMap(({ project, lastSeen }) => (project && lastSeen >= since ? [project] : []));
  return [...new Set(projects)];
}
