import type { TextMatch } from "../guest/text-primitives.ts";
import type { TextRef } from "../guest/text-ref.ts";

/** `ctx.text`: runs beside the guest, where a loop over text is about a hundred times faster. `Target`: what it may look into. */
export interface TextFunctions<Target> {
  /** Every place where the pattern stands, from the front, whether or not it has the flag `g`; at most `limit` (1,000). */
  search(target: Target, pattern: RegExp | string, settings?: { readonly limit?: number }): TextMatch[];
  count(target: Target, pattern: RegExp | string): number;
  /** As `String.replace` for an expression (all with the flag `g`), as `replaceAll` for a string; `$1`, `$&`, `$<name>` in the replacement. */
  replace(target: Target, pattern: RegExp | string, replacement: string): TextRef;
  /** Declarations of code, or the first words where it is none. */
  outline(target: Target): string;
}

export interface LogFunctions {
  debug(...parts: unknown[]): void;
  info(...parts: unknown[]): void;
  warn(...parts: unknown[]): void;
  error(...parts: unknown[]): void;
}
