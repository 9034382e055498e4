import type { Block } from "@aperture/sdk";
import { countTokens } from "../../control/look-up/count-tokens.ts";
import type { Decisions } from "../../control/look-up/decisions.ts";
import { idOf } from "../../control/look-up/ids.ts";
import type { LaneSnapshot } from "../../control/look-up/lane-snapshot.ts";
import type { Store } from "../../store/contract.ts";
import type { BlockRecord } from "../../store/records.ts";
import { cutText, START_LENGTH } from "../../store/text-starts.ts";

export type Hide = (session: number, text: string) => string;

export interface BlockViewOptions {
  /** Where live blocks stand; the first snapshot that holds a block decides. */
  readonly snapshots: readonly LaneSnapshot[];
  /** Model whose factor applies where no snapshot names one. */
  readonly model: string | null;
  /** Characters of content; absent for all of it. */
  readonly contentLimit?: number;
  /** What the asker may read of a session's text; absent for all of it. */
  readonly hide?: Hide | undefined;
}

/** Blocks as the outside sees them, in the order given. */
export function blockViews(store: Store, blocks: readonly BlockRecord[], options: BlockViewOptions): Block[] {
  const model = options.snapshots[0]?.turn.model ?? options.model;
  const counts = countTokens(store, model, blocks);
  const notes = noteCounts(store, blocks);
  return blocks.map((block) => {
    const snapshot = options.snapshots.find((candidate) => candidate.places.has(block.n));
    const place = snapshot?.places.get(block.n);
    const decisions = snapshot?.decisions.get(block.n);
    const settings = (snapshot ?? options.snapshots[0])?.settings.get(block.n);
    const { tokens: _fixed, ...meta } = block.meta;
    return {
      id: idOf("block", block.n),
      sessionId: idOf("session", block.session),
      lane: idOf("lane", snapshot?.lane.n ?? block.lane),
      role: block.role,
      ...contentOf(store, block, options),
      tokens: counts.get(block.n)?.tokens ?? 0,
      estimated: counts.get(block.n)?.estimated ?? true,
      timestamp: new Date(block.at).toISOString(),
      zone: place?.zone ?? settings?.zone ?? "middle",
      pinned: settings?.pinned ?? null,
      level: decisions?.inForce?.level ?? "original",
      origin: block.origin,
      sent: sentOf(decisions),
      pending: pendingOf(decisions),
      notes: notes.get(block.n) ?? 0,
      staleness: place?.staleness ?? 0,
      live: place !== undefined,
      position: place?.position ?? -1,
      metadata: { ...meta, filePaths: meta.filePaths && [...meta.filePaths], turn: block.turn },
    };
  });
}

/** What is sent instead of the client's text: a redaction where nothing else was done to the block. */
function sentOf(decisions: Decisions | undefined): Block["sent"] {
  const redaction = decisions?.redactions.findLast(({ state }) => state === "applied");
  const change = decisions?.inForce ?? redaction;
  if (!change) return null;
  const { n, level, kind, actor, tokens } = change;
  return { change: idOf("change", n), level, kind, actor, tokens };
}

function pendingOf(decisions: Decisions | undefined): Block["pending"] {
  const undoing = decisions?.inForce?.state === "undo-pending" ? decisions.inForce : undefined;
  const change = decisions?.pending ?? undoing ?? decisions?.redactions.find(({ state }) => state === "pending");
  if (!change) return null;
  const { n, level, kind, actor, tokens, forced, price } = change;
  const state = change.state === "undo-pending" ? "undo-pending" : "pending";
  return { change: idOf("change", n), level, kind, state, actor, tokens, forced, costNow: price?.costNow ?? null };
}

/** Notes by block, for the blocks of one session or a single one. */
function noteCounts(store: Store, blocks: readonly BlockRecord[]): ReadonlyMap<number, number> {
  const first = blocks[0];
  if (!first) return new Map();
  const { notes } = store.control;
  const counts = new Map<number, number>();
  const found = blocks.length === 1 ? notes.ofBlock(first.n) : notes.ofSession(first.session);
  for (const { block } of found) counts.set(block, (counts.get(block) ?? 0) + 1);
  return counts;
}

/** Lists show how a text begins: that is in memory. Only who wants more of it has it unpacked. */
function contentOf(
  store: Store,
  { hash, session }: BlockRecord,
  { contentLimit: limit, hide }: BlockViewOptions,
): { content: string; contentLength: number } {
  if (hide) {
    // Cut behind it: half a value is one too.
    const shown = hide(session, store.contents.text(hash) ?? "");
    return { content: limit === undefined ? shown : cutText(shown, limit), contentLength: shown.length };
  }
  const known = limit !== undefined && limit <= START_LENGTH ? store.contents.start(hash) : undefined;
  if (known) return { content: cutText(known.start, limit ?? 0), contentLength: known.length };
  const text = store.contents.text(hash) ?? "";
  return { content: limit === undefined ? text : cutText(text, limit), contentLength: text.length };
}
