import type { Block } from "@aperture/sdk";
import { countTokens } from "../../control/look-up/count-tokens.ts";
import { idOf } from "../../control/look-up/ids.ts";
import type { LaneSnapshot } from "../../control/look-up/lane-snapshot.ts";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord } from "../../store/records.ts";
import { cutText, START_LENGTH } from "../../store/text-starts.ts";

export interface BlockViewOptions {
  /** Where live blocks stand; the first snapshot that holds a block decides. */
  readonly snapshots: readonly LaneSnapshot[];
  /** Model whose factor applies where no snapshot names one. */
  readonly model: string | null;
  /** Characters of content; absent for all of it. */
  readonly contentLimit?: number;
}

/** Blocks as the outside sees them, in the order given. */
export function blockViews(store: Store, blocks: readonly BlockRecord[], options: BlockViewOptions): Block[] {
  const model = options.snapshots[0]?.turn.model ?? options.model;
  const counts = countTokens(store, model, blocks);
  return blocks.map((block) => {
    const snapshot = options.snapshots.find((candidate) => candidate.places.has(block.n));
    const place = snapshot?.places.get(block.n);
    const { tokens: _fixed, ...meta } = block.meta;
    return {
      id: idOf("block", block.n),
      sessionId: idOf("session", block.session),
      lane: idOf("lane", snapshot?.lane.n ?? block.lane),
      role: block.role,
      ...contentOf(store, block.hash, options.contentLimit),
      tokens: counts.get(block.n)?.tokens ?? 0,
      estimated: counts.get(block.n)?.estimated ?? true,
      timestamp: new Date(block.at).toISOString(),
      zone: place?.zone ?? "middle",
      pinned: null,
      level: "original",
      origin: block.origin,
      live: place !== undefined,
      position: place?.position ?? -1,
      metadata: { ...meta, filePaths: meta.filePaths && [...meta.filePaths], turn: block.turn },
    };
  });
}

/** Lists show how a text begins: that is in memory. Only who wants more of it has it unpacked. */
function contentOf(store: Store, hash: string, limit: number | undefined): { content: string; contentLength: number } {
  const known = limit !== undefined && limit <= START_LENGTH ? store.contents.start(hash) : undefined;
  if (known) return { content: cutText(known.start, limit ?? 0), contentLength: known.length };
  const text = store.contents.text(hash) ?? "";
  return { content: limit === undefined ? text : cutText(text, limit), contentLength: text.length };
}
