import { ChangeKind, CompressionLevel, Pinned, Zone } from "@aperture/sdk";
import { z } from "zod";
import { idOf } from "../look-up/ids.ts";
import type { LaneReader } from "./lane-reader.ts";

const SavedChange = z.object({
  lane: z.int(),
  block: z.int(),
  kind: ChangeKind,
  level: CompressionLevel,
  actor: z.string(),
  hash: z.string(),
  /** Of the text it was made from; another one means the client changed the block since. */
  originalHash: z.string().nullable(),
  anchor: z.int().nullable(),
});
export type SavedChange = z.infer<typeof SavedChange>;

/** What a checkpoint holds of a session: per block and lane what is sent or waits to be, pins and zones. */
export const SavedDecisions = z.object({
  changes: z.array(SavedChange),
  settings: z.array(z.object({ block: z.int(), pinned: Pinned, zone: Zone.nullable() })),
});
export type SavedDecisions = z.infer<typeof SavedDecisions>;

/** The session's decisions as they are now: what waits goes before what is in force, and what is to be given back is none. */
export function decisionsNow(lanes: LaneReader): SavedDecisions {
  const all = lanes.all();
  const changes = all.flatMap(({ lane, decisions }) =>
    [...decisions.values()].flatMap(({ pending, inForce }): SavedChange[] => {
      const change = pending ?? (inForce?.state === "applied" ? inForce : undefined);
      if (!change) return [];
      const { block, kind, level, actor, hash, originalHash, anchor } = change;
      return [{ lane: lane.n, block, kind, level, actor, hash, originalHash, anchor }];
    }),
  );
  const settings = [...(all[0]?.settings.values() ?? [])].map(({ block, pinned, zone }) => ({ block, pinned, zone }));
  return { changes, settings };
}

/** Per block, in words: `summarized by user, pinned to the top`; blocks that differ between lanes say so. */
export function describeDecisions({ changes, settings }: SavedDecisions): Map<string, string> {
  const words = new Map<number, string[]>();
  const add = (block: number, word: string): void => {
    const known = words.get(block) ?? [];
    if (!known.includes(word)) words.set(block, [...known, word]);
  };
  for (const { block, kind, level, actor, hash } of changes)
    add(block, `${kind === "compress" ? level : past[kind]} by ${actor} (${hash.slice(0, 6)})`);
  for (const { block, pinned, zone } of settings) {
    if (pinned !== null) add(block, `pinned to the ${pinned}`);
    if (zone !== null) add(block, `in ${zone}`);
  }
  return new Map([...words].map(([block, parts]) => [idOf("block", block), parts.join(", ")]));
}

const past: Record<Exclude<ChangeKind, "compress">, string> = {
  edit: "edited",
  remove: "removed",
  insert: "inserted",
  redact: "redacted",
};
