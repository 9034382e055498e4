import type { DialectId } from "@aperture/sdk";
import type { Store } from "../store/contract.ts";
import { nativeBytes } from "./native-bytes.ts";

/** What conversations without an id that begin alike have in common; a number behind it tells them apart. */
export function contentKey(dialect: DialectId, upstreamHost: string, firstKey: string | undefined): string {
  return `content:${nativeBytes.hash(`${dialect}\n${upstreamHost}\n${firstKey ?? ""}`)}`;
}

/** How many sessions have this key: they are `<key>:1` … `<key>:<count>`. Logarithmic in the count. */
export function countContentKeys(sessions: Store["sessions"], base: string): number {
  const isTaken = (number: number): boolean => sessions.byKey(`${base}:${number}`) !== undefined;
  let high = 1;
  while (isTaken(high)) high *= 2;
  let low = high >> 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isTaken(middle)) low = middle;
    else high = middle;
  }
  return low;
}
