import type { DialectId } from "@aperture/sdk";
import type { Store } from "../store/contract.ts";
import type { SessionRecord } from "../store/records.ts";
import { nativeBytes } from "./native-bytes.ts";

/** Digits of a key's number: in order of characters is then in order of numbers. */
const DIGITS = 9;

/** What conversations without an id that begin alike have in common; a number behind it tells them apart. */
export function contentKey(dialect: DialectId, upstreamHost: string, firstKey: string | undefined): string {
  return `content:${nativeBytes.hash(`${dialect}\n${upstreamHost}\n${firstKey ?? ""}`)}`;
}

/** The newest session with this beginning that is still there. One look-up, however many began so. */
export function newestWithContentKey(sessions: Store["sessions"], base: string): SessionRecord | undefined {
  return sessions.lastByKeyPrefix(`${base}#`);
}

/** A key that is free, behind all that are there: retention removes the first ones first. */
export function nextContentKey(sessions: Store["sessions"], base: string): string {
  const newest = newestWithContentKey(sessions, base);
  const number = newest === undefined ? 0 : Number(newest.key.slice(base.length + 1));
  return `${base}#${String(number + 1).padStart(DIGITS, "0")}`;
}
