import type { StagedFacts } from "@aperture/engine/staging/staged-facts";
import { Pinned, StagedCondition, StagedSource, Zone } from "@aperture/sdk";
import { z } from "zod";
import type { StagedItemRecord } from "../../store/control-records.ts";

/** What `StagedItemRecord.item` holds. */
export const StoredItem = z.object({
  source: StagedSource,
  zone: Zone,
  position: Pinned,
  condition: StagedCondition,
  priority: z.int(),
  tokenCap: z.int(),
  reason: z.string().nullable(),
  /** Of a command: what it said when it was staged. */
  output: z.string().nullable(),
  /** Who staged it showed the token: a file may be outside the project. */
  mayLeave: z.boolean(),
  /** The plugin that staged it (`plugin:<id>`); absent: the user. */
  actor: z.string().optional(),
});
export type StoredItem = z.infer<typeof StoredItem>;

/** An item as it is kept in memory. */
export interface KeptItem {
  readonly session: number | null;
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly facts: StagedFacts;
  readonly output: string | null;
  readonly mayLeave: boolean;
}

/** Null for a record of another form, such as a newer Aperture writes: it is left alone. */
export function keptItem({ n, session, name, enabled, createdAt, item }: StagedItemRecord): KeptItem | null {
  const stored = StoredItem.safeParse(item);
  if (!stored.success) return null;
  const { output, mayLeave, reason: _reason, actor, ...facts } = stored.data;
  const owner = actor === undefined ? {} : { actor };
  return { session, enabled, createdAt, output, mayLeave, facts: { n, name, ...facts, ...owner } };
}
