import type { CompressionLevel } from "@aperture/sdk";

/** What shall be done to the chosen blocks, or to the session, once it was looked at. Stands in the URL. */
export type Intent = CompressionLevel | "remove" | "redact" | `checkpoint-${number}`;

const levels = {
  original: true,
  trimmed: true,
  summarized: true,
  minimal: true,
} satisfies Record<CompressionLevel, true>;

/** From what the client said to one line. */
export const allLevels = Object.keys(levels) as readonly CompressionLevel[];

export const isLevel = (value: string): value is CompressionLevel => Object.hasOwn(levels, value);

export const isIntent = (value: string | null): value is Intent =>
  value !== null && (isLevel(value) || value === "remove" || value === "redact" || /^checkpoint-\d{1,9}$/.test(value));

/** The level one step further from (`by` 1) or nearer to (-1) what the client said; from the last one it stays. */
export function stepLevel(level: CompressionLevel, by: 1 | -1): CompressionLevel {
  const at = allLevels.indexOf(level) + by;
  return allLevels[Math.min(Math.max(at, 0), allLevels.length - 1)] ?? level;
}

/** What it is called on the screen. */
export function describeIntent(intent: Intent): string {
  if (intent === "original") return "Back to the original";
  if (intent === "remove") return "Remove";
  if (intent === "redact") return "Redact";
  return isLevel(intent) ? `Send it ${intent}` : `Back to ${intent}`;
}
