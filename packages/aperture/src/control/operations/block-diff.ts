import { inForce } from "@aperture/engine/governor/transitions";
import type { BlockDiff, DiffQuery } from "@aperture/sdk";
import type { z } from "zod";
import { unifiedDiff } from "../diff/unified-diff.ts";
import { findBlock } from "../look-up/find-block.ts";
import { idOf } from "../look-up/ids.ts";
import { findVersion, type Version, versionsOf } from "./block-versions.ts";
import type { OperationContext } from "./context.ts";

/** What became of a block's text between two of its versions. Throws `not_found` for a version there is not. */
export function blockDiff(
  { store }: OperationContext,
  id: string,
  query: z.output<typeof DiffQuery>,
  hide: (session: number, text: string) => string = (_, text) => text,
): BlockDiff {
  const block = findBlock(store, id);
  const versions = versionsOf(store, block);
  const to = query.to ?? shownVersion(versions);
  const name = idOf("block", block.n);
  const textOf = (version: number, parameter: string): string =>
    store.contents.text(findVersion(versions, version, name, { parameter }).hash) ?? "";
  const shown = (version: number, parameter: string): string => hide(block.session, textOf(version, parameter));
  return { block: name, from: query.from, to, diff: unifiedDiff(shown(query.from, "from"), shown(to, "to")) };
}

/** The version that is sent, else the one that waits, else the client's. */
function shownVersion(versions: readonly Version[]): number {
  const sent = versions.findLastIndex(({ changes }) => changes.some(({ state }) => inForce(state)));
  if (sent > 0) return sent;
  return Math.max(
    0,
    versions.findLastIndex(({ changes }) => changes.some(({ state }) => state === "pending")),
  );
}
