import type { Connection } from "./connection.ts";
import { createDropControl } from "./control/drop-control.ts";
import { createReleaseContents } from "./release-contents.ts";
import type { Transactions } from "./transactions.ts";

/** Rows of one table removed in one step: images of 1 MB are 250 pages each, 20 of them are freed in about 10 ms. */
const step = 20;

export interface Removal {
  /** Takes the session out of sight at once; `sweep` removes what it leaves. */
  hide(session: number): void;
  /** One step; false when nothing is left to remove. */
  sweep(): boolean;
  /** Steps for about so many milliseconds; false when nothing is left to remove. */
  sweepFor(milliseconds: number): boolean;
  /** Numbers of sessions not seen since `before`, the oldest first. */
  idleSince(before: number, limit: number): number[];
}

interface BlockContents {
  n: number;
  content: number;
  rawContent: number | null;
}

/**
 * Removes sessions with everything only they refer to. Contents go with the last that refers to them: a block that has or
 * had them, a change, a checkpoint. `clock` is a monotonic one, in ms.
 */
export function createRemoval(connection: Connection, { run }: Transactions, clock: () => number): Removal {
  const idle = connection.prepare<{ n: number }>(
    "SELECT n FROM sessions WHERE last_seen < ? ORDER BY last_seen LIMIT ?",
  );
  const dropSession = connection.prepare("DELETE FROM sessions WHERE n = ?");
  const dropLanes = connection.prepare("DELETE FROM lanes WHERE session = ?");
  const leave = connection.prepare("INSERT OR IGNORE INTO leaving (session) VALUES (?)");
  const leaving = connection.prepare<{ session: number }>("SELECT session FROM leaving ORDER BY session LIMIT 1");
  const left = connection.prepare("DELETE FROM leaving WHERE session = ?");
  const dropTurns = connection.prepare("DELETE FROM turns WHERE n IN (SELECT n FROM turns WHERE session = ? LIMIT ?)");
  const blocksOf = connection.prepare<BlockContents>(
    "SELECT n, content, raw_content AS rawContent FROM blocks WHERE session = ? LIMIT ?",
  );
  const earlierOf = connection.prepare<{ content: number }>("SELECT content FROM earlier_contents WHERE block = ?");
  const dropEarlier = connection.prepare("DELETE FROM earlier_contents WHERE block = ?");
  const dropBlock = connection.prepare("DELETE FROM blocks WHERE n = ?");
  const release = createReleaseContents(connection);
  const dropControl = createDropControl(connection, release);

  function dropBlocks(session: number): boolean {
    const blocks = blocksOf.all(session, step);
    const contents = new Set<number>();
    for (const { n, content, rawContent } of blocks) {
      contents.add(content);
      if (rawContent !== null) contents.add(rawContent);
      for (const earlier of earlierOf.all(n)) contents.add(earlier.content);
      dropEarlier.run(n);
      dropBlock.run(n);
    }
    release(contents);
    return blocks.length > 0;
  }

  function hide(session: number): void {
    run(() => {
      dropSession.run(session);
      dropLanes.run(session);
      leave.run(session);
    });
  }

  function sweep(): boolean {
    const session = leaving.get()?.session;
    if (session === undefined) return false;
    run(() => {
      if (dropTurns.run(session, step).changes > 0 || dropBlocks(session) || dropControl(session, step)) return;
      left.run(session);
    });
    return true;
  }

  return {
    hide,
    sweep,
    sweepFor(milliseconds) {
      const end = clock() + milliseconds;
      while (clock() < end) if (!sweep()) return false;
      return true;
    },
    idleSince: (before, limit) => idle.all(before, limit).map(({ n }) => n),
  };
}
