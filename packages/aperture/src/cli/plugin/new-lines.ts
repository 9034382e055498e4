import type { PluginLogs } from "@aperture/sdk";

type Line = PluginLogs["lines"][number];

/**
 * Lines of `now` behind those that `before` ended with. Lines have no number, so the longest run that ends `before` and begins `now` is
 * taken for the same lines; where none is, the log has moved on by more than a page and all are new.
 */
export function newLines(before: readonly Line[], now: readonly Line[]): readonly Line[] {
  const key = ({ at, level, message }: Line): string => `${at} ${level} ${message}`;
  const [old, fresh] = [before.map(key), now.map(key)];
  for (let overlap = Math.min(old.length, fresh.length); overlap > 0; overlap--) {
    const start = old.length - overlap;
    if (fresh.slice(0, overlap).every((line, index) => line === old[start + index])) return now.slice(overlap);
  }
  return now;
}
