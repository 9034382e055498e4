export type IdKind =
  | "session"
  | "lane"
  | "turn"
  | "block"
  | "operation"
  | "change"
  | "note"
  | "staged"
  | "checkpoint"
  | "hold";

/** `block-7` of 7. */
export const idOf = (kind: IdKind, number: number): string => `${kind}-${number}`;

/** 7 of `block-7`; undefined for anything else, also for `block-07` and numbers that are not exact. */
export function numberOf(kind: IdKind, id: string): number | undefined {
  const digits = id.startsWith(`${kind}-`) ? id.slice(kind.length + 1) : "";
  if (!/^[1-9]\d{0,14}$/.test(digits)) return undefined;
  return Number(digits);
}
