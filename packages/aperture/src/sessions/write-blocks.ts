import { alignBlocks } from "@aperture/engine/blocks/align";
import type { BlockDraft, PlacedDraft } from "@aperture/engine/dialects/dialect";
import { blockMeta } from "./block-meta.ts";
import { nativeBytes } from "./native-bytes.ts";
import type { Reading } from "./read-request.ts";
import type { Recording } from "./recording.ts";
import type { RecordingContext } from "./recording-context.ts";
import { remember } from "./session-book.ts";
import type { Head, KnownPart, LaneState, SessionState } from "./state.ts";

export interface BlockWrite {
  readonly session: SessionState;
  readonly lane: LaneState;
  /** The earlier request whose numbers are carried over. */
  readonly head: Head | null;
  readonly reading: Reading;
  readonly recording: Recording;
  readonly number: number;
}

export interface WrittenBlocks {
  readonly parts: readonly KnownPart[];
  readonly added: readonly number[];
  /** Blocks of the lane's last request that are not in this one. */
  readonly removed: readonly number[];
}

/** Gives every block its number, old or new, and stores what is new or changed. */
export function writeBlocks(context: RecordingContext, write: BlockWrite): WrittenBlocks {
  const { lane, head, reading } = write;
  const { drafts } = reading;
  const known = head ? (head.answer.length > 0 ? [...head.parts, ...head.answer] : head.parts) : [];
  const before = head === lane.heads[0] ? known : asStored(context, known);

  // A conversation mostly grows: what begins like the request before is passed over with a compare each.
  let same = 0;
  while (same < drafts.length && same < before.length && isSame(before[same]!, drafts[same]!.draft)) same++;
  const parts = before.slice(0, same);
  const numbers = alignBlocks(
    before.slice(same),
    drafts.slice(same).map(({ draft }) => draft.key),
  );
  const used = new Set(parts.map((part) => part.n));
  for (const n of numbers) if (n !== undefined) used.add(n);
  const old = new Map(before.slice(same).map((part) => [part.n, part]));

  const added: number[] = [];
  for (let index = same; index < drafts.length; index++) {
    const placed = drafts[index]!;
    const n = numbers[index - same] ?? lane.known.get(placed.draft.key)?.find((candidate) => !used.has(candidate));
    if (n === undefined) {
      const part = insertBlock(context, write, placed);
      added.push(part.n);
      used.add(part.n);
      parts.push(part);
    } else {
      used.add(n);
      parts.push(updateBlock(context, write, placed, n, old.get(n)));
    }
  }
  const removed = (lane.heads[0]?.parts ?? []).slice(lane.heads[0] === head ? same : 0).filter(({ n }) => !used.has(n));
  return { parts, added, removed: removed.map(({ n }) => n) };
}

/** Of an older request: what came since may have changed its blocks, and the client goes back to what they were (a cleared result). */
function asStored({ store }: RecordingContext, parts: readonly KnownPart[]): readonly KnownPart[] {
  const stored = new Map(store.blocks.many(parts.map(({ n }) => n)).map((block) => [block.n, block]));
  return parts.map((part) => {
    const block = stored.get(part.n);
    if (!block) return part;
    const { hash, meta } = block;
    return { ...part, hash, mark: meta.cacheMark === true, toolId: meta.toolId };
  });
}

const hasMark = (draft: BlockDraft): boolean => draft.cacheMark === true;

const partOf = (draft: BlockDraft, n: number, turn: number): KnownPart => ({
  key: draft.key,
  n,
  hash: draft.hash,
  mark: hasMark(draft),
  toolId: draft.toolId,
  turn,
});

const isSame = (part: KnownPart, draft: BlockDraft): boolean =>
  part.key === draft.key && part.hash === draft.hash && part.mark === hasMark(draft) && part.toolId === draft.toolId;

/** A part that is there again: its text, its mark or the id of its call may have changed. */
function updateBlock(
  context: RecordingContext,
  write: BlockWrite,
  placed: PlacedDraft,
  n: number,
  old: KnownPart | undefined,
): KnownPart {
  const { draft } = placed;
  if (old && isSame(old, draft)) return old;
  const meta = blockMeta(write.reading.dialect, draft);
  if (old?.hash === draft.hash) context.store.blocks.update(n, { meta });
  else context.store.blocks.update(n, { hash: draft.hash, rawHash: putContents(context, write, placed), meta });
  return partOf(draft, n, old?.turn ?? context.store.blocks.get(n)?.turn ?? write.number);
}

function insertBlock(context: RecordingContext, write: BlockWrite, placed: PlacedDraft): KnownPart {
  const { session, lane, reading, recording, number } = write;
  const { draft } = placed;
  const { n } = context.store.blocks.insert({
    session: session.record.n,
    lane: lane.record.n,
    role: draft.role,
    key: draft.key,
    hash: draft.hash,
    rawHash: putContents(context, write, placed),
    at: recording.request.at,
    turn: number,
    origin: "client",
    meta: blockMeta(reading.dialect, draft),
  });
  remember(lane, draft.key, n);
  return partOf(draft, n, number);
}

function putContents(context: RecordingContext, write: BlockWrite, { draft, start, end }: PlacedDraft): string | null {
  putText(context, write.session.record.n, draft);
  if (!draft.keepRaw) return null;
  const raw = write.reading.document.bytes.subarray(start, end);
  const rawHash = nativeBytes.hash(raw);
  context.store.contents.put({ hash: rawHash, content: raw });
  return rawHash;
}

/** Stores a block's text; where the wire does not say what it costs, it is to be counted. */
export function putText(context: RecordingContext, session: number, draft: BlockDraft): void {
  context.store.contents.put({ hash: draft.hash, content: draft.text });
  if (draft.tokens === undefined) context.wantCount(session, draft.hash, draft.text);
}
