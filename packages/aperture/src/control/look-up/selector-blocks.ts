import type { SelectorBlock } from "@aperture/engine/selectors/selector";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord } from "../../store/records.ts";
import { countTokens } from "./count-tokens.ts";
import type { LaneSnapshot } from "./lane-snapshot.ts";

/** Blocks as a selector asks about them: where they stand in the first snapshot that has them, and their own text. */
export function selectorBlocks(
  store: Store,
  blocks: readonly BlockRecord[],
  snapshots: readonly LaneSnapshot[],
  hide: (session: number, text: string) => string = (_, text) => text,
): SelectorBlock[] {
  const counts = countTokens(store, snapshots[0]?.turn.model ?? null, blocks);
  return blocks.map((block) => {
    const snapshot = snapshots.find(({ places }) => places.has(block.n)) ?? snapshots[0];
    const place = snapshot?.places.get(block.n);
    const { kind, toolName, filePaths, isError } = block.meta;
    return {
      n: block.n,
      role: block.role,
      kind,
      zone: place?.zone ?? "middle",
      pinned: snapshot?.settings.get(block.n)?.pinned ?? null,
      level: snapshot?.decisions.get(block.n)?.inForce?.level ?? "original",
      origin: block.origin,
      toolName,
      filePaths,
      isError,
      tokens: counts.get(block.n)?.tokens ?? 0,
      age: Math.max(0, (snapshot?.lane.turns ?? block.turn) - block.turn),
      turn: block.turn,
      position: place?.position ?? -1,
      staleness: place?.staleness ?? 0,
      text: () => hide(block.session, store.contents.text(block.hash) ?? ""),
    };
  });
}
