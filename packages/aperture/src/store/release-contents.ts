import type { Connection } from "./connection.ts";

/** Drops those of the contents (by number) that nothing refers to any more. Call it in the transaction that dropped what did. */
export type ReleaseContents = (contents: Iterable<number>) => void;

export function createReleaseContents(connection: Connection): ReleaseContents {
  const used = connection.prepare(`SELECT 1 WHERE EXISTS (SELECT 1 FROM blocks WHERE content = ?1)
    OR EXISTS (SELECT 1 FROM blocks WHERE raw_content = ?1)
    OR EXISTS (SELECT 1 FROM earlier_contents WHERE content = ?1)
    OR EXISTS (SELECT 1 FROM changes WHERE content = ?1)
    OR EXISTS (SELECT 1 FROM changes WHERE original_content = ?1)
    OR EXISTS (SELECT 1 FROM checkpoint_contents WHERE content = ?1)`);
  const dropContent = connection.prepare("DELETE FROM contents WHERE n = ?");
  const dropTokens = connection.prepare("DELETE FROM content_tokens WHERE content = ?");
  return function releaseContents(contents) {
    for (const content of new Set(contents)) {
      if (used.get(content)) continue;
      dropContent.run(content);
      dropTokens.run(content);
    }
  };
}
