import type { Block } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord } from "../../store/records.ts";
import { countTokens } from "./count-tokens.ts";
import { idOf } from "./ids.ts";
import type { LaneSnapshot } from "./lane-snapshot.ts";

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
    const text = store.contents.text(block.hash) ?? "";
    const { tokens: _fixed, ...meta } = block.meta;
    return {
      id: idOf("block", block.n),
      sessionId: idOf("session", block.session),
      lane: idOf("lane", snapshot?.lane.n ?? block.lane),
      role: block.role,
      content: options.contentLimit === undefined ? text : cut(text, options.contentLimit),
      contentLength: text.length,
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

/** At most `limit` UTF-16 units, never half a character: a lone surrogate is not valid in JSON's UTF-8. */
function cut(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1);
  const splits = text.length > limit && last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splits ? limit - 1 : limit);
}
