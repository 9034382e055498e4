import type { Trash } from "@aperture/sdk";
import type { SessionRecord } from "../../store/records.ts";
import { cutText } from "../../store/text-starts.ts";
import { countTokens } from "../look-up/count-tokens.ts";
import { idOf } from "../look-up/ids.ts";
import type { OperationContext } from "./context.ts";

const previewLength = 200;
const day = 86_400_000;

/** Blocks that were removed and can be had back: they are kept as long as their session is. */
export function trashOf({ store, keepDays }: OperationContext, session: SessionRecord | undefined): Trash {
  if (!session) return { session: null, blocks: [] };
  const removed = store.control.changes
    .ofSession(session.n, ["pending", "applied"])
    .filter(({ kind }) => kind === "remove");
  const blocks = store.blocks.many([...new Set(removed.map(({ block }) => block))]);
  const counts = countTokens(store, session.model, blocks);
  const known = new Map(blocks.map((block) => [block.n, block]));
  const keptUntil = new Date(session.lastSeen + keepDays * day).toISOString();
  return {
    session: idOf("session", session.n),
    blocks: removed.toReversed().flatMap((change) => {
      const block = known.get(change.block);
      if (!block) return [];
      return [
        {
          id: idOf("block", block.n),
          lane: idOf("lane", change.lane),
          removedAt: new Date(change.createdAt).toISOString(),
          actor: change.actor,
          state: change.state,
          tokens: counts.get(block.n)?.tokens ?? 0,
          preview: cutText(store.contents.start(block.hash)?.start ?? "", previewLength),
          keptUntil,
        },
      ];
    }),
  };
}
