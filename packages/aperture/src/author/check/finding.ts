/** One thing about a plugin that somebody should know before they install it. */
export interface Finding {
  /** `error`: it would fail at its users' or lie to them, exit code 1. `warning`: better without. `note`: told, costs nothing. */
  readonly level: "error" | "warning" | "note";
  /** Stable word: `permission_unused`, `hook_unhandled` … */
  readonly code: string;
  readonly message: string;
  /** Points off 100. */
  readonly points: number;
}

export const error = (code: string, message: string, points = 25): Finding => ({
  level: "error",
  code,
  message,
  points,
});
export const warning = (code: string, message: string, points = 5): Finding => ({
  level: "warning",
  code,
  message,
  points,
});
export const note = (code: string, message: string): Finding => ({ level: "note", code, message, points: 0 });

/** 100 less what was found; an error leaves at most 50. */
export function scoreOf(findings: readonly Finding[]): number {
  const lost = findings.reduce((sum, { points }) => sum + points, 0);
  const most = findings.some(({ level }) => level === "error") ? 50 : 100;
  return Math.max(0, Math.min(most, 100 - lost));
}
