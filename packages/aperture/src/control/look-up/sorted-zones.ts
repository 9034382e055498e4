import { assignZones, type ZoneFacts } from "@aperture/engine/zones/assign";
import { Zone } from "@aperture/sdk";
import { z } from "zod";
import type { Store } from "../../store/contract.ts";

/** A block as it was sorted. */
export interface SortedBlock extends ZoneFacts {
  readonly n: number;
  readonly zone: Zone;
}

const Stored = z.record(z.string(), Zone);
const PREFIX = "zones-";
const nameOf = (lane: number): string => `${PREFIX}${lane}`;

/**
 * Where a session's template or zone sizes put blocks in its last request, as far as that is elsewhere than role and place say: for whoever looks at
 * the session. Nothing is written where nothing differs, and nothing was written before.
 */
export function keepSortedZones(store: Store, session: number, lane: number, blocks: readonly SortedBlock[]): void {
  const { sessionSettings } = store.control;
  const byPlace = assignZones(blocks);
  const elsewhere = blocks.flatMap(({ n, zone }, index) =>
    zone === byPlace[index] ? [] : [[String(n), zone] as const],
  );
  const before = sessionSettings.get(session, nameOf(lane));
  const now = elsewhere.length === 0 ? undefined : Object.fromEntries(elsewhere);
  if (JSON.stringify(before) !== JSON.stringify(now)) sessionSettings.put(session, nameOf(lane), now);
}

export function sortedZones(store: Store, session: number, lane: number): ReadonlyMap<number, Zone> {
  const stored = Stored.safeParse(store.control.sessionSettings.get(session, nameOf(lane)));
  return new Map(stored.success ? Object.entries(stored.data).map(([n, zone]) => [Number(n), zone]) : []);
}

/** Another template sorts otherwise, and none not at all: known with the next request. */
export function forgetSortedZones(store: Store, session: number): void {
  const { sessionSettings } = store.control;
  for (const name of Object.keys(sessionSettings.all(session)))
    if (name.startsWith(PREFIX)) sessionSettings.put(session, name, undefined);
}
