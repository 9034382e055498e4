/** `~12,345`: the tilde says that the count is an estimate (law 8). */
export const formatTokens = (tokens: number, estimated: boolean): string =>
  `${estimated ? "~" : ""}${tokens.toLocaleString("en-US")}`;

/** `12.3k`, `200k`, `1M`: for places where the exact figure does not matter. */
export function formatShort(value: number): string {
  if (value < 1_000) return String(value);
  const unit = value < 999_500 ? "k" : "M";
  const scaled = value / (unit === "k" ? 1_000 : 1_000_000);
  return `${scaled < 100 ? scaled.toFixed(1).replace(/\.0$/, "") : Math.round(scaled)}${unit}`;
}

/** `12 %`, and `< 1 %` where rounding would say nothing is there. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.005) return "< 1 %";
  return `${Math.round(share * 100)} %`;
}

/** How long ago, in one unit. `at` is ISO 8601, `now` epoch milliseconds. */
export function formatAgo(at: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1_000));
  if (Number.isNaN(seconds)) return "";
  if (seconds < 10) return "now";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The end of a path tells more than its beginning: `…/src/parse-date.ts`. */
export function shortPath(path: string): string {
  const parts = path.split(/[\\/]/).filter(Boolean);
  return parts.length <= 2 ? path : `…/${parts.slice(-2).join("/")}`;
}
