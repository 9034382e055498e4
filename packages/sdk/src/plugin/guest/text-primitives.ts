import type { GuestPort } from "../guest-port.ts";
import { BlockView } from "./block-view.ts";
import { patternOf } from "./pattern-of.ts";
import { TextRef } from "./text-ref.ts";

/** A block, a text made by `replace`, or a plain string. */
export type TextTarget = BlockView | TextRef | string;

/** Where a pattern was found: UTF-16 offsets, `end` behind the last one. `groups[0]` is what the first parentheses caught. */
export interface TextMatch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly groups: readonly (string | null)[];
}

/** `ctx.text`: they run in the host's engine beside the guest, where a loop over text is about a hundred times faster. */
export class TextPrimitives {
  readonly #port: () => GuestPort;

  constructor(port: () => GuestPort) {
    this.#port = port;
  }

  /** Every place where the pattern stands, from the front, whether or not it has the flag `g`. A string is searched as it is. */
  search(target: TextTarget, pattern: RegExp | string, { limit = 1_000 }: { limit?: number } = {}): TextMatch[] {
    const [source, flags] = patternOf(pattern);
    const found = JSON.parse(this.#port().search(targetOf(target), source, flags, limit)) as [
      number,
      number,
      string,
      ...(string | null)[],
    ][];
    return found.map(([start, end, text, ...groups]) => ({ start, end, text, groups }));
  }

  /** How often the pattern stands in it. */
  count(target: TextTarget, pattern: RegExp | string): number {
    const [source, flags] = patternOf(pattern);
    return this.#port().count(targetOf(target), source, flags);
  }

  /** As `String.replace` for an expression (all with the flag `g`), as `replaceAll` for a string; `$1`, `$&` … in the replacement. */
  replace(target: TextTarget, pattern: RegExp | string, replacement: string): TextRef {
    if (typeof replacement !== "string")
      throw new TypeError("a replacement is a string: functions cannot run beside the guest");
    const [source, flags] = patternOf(pattern);
    const all = typeof pattern === "string" ? "g" : flags;
    return new TextRef(this.#port, this.#port().replace(targetOf(target), source, all, replacement));
  }

  /** Declarations of code, or the first words where it is none. */
  outline(target: TextTarget): string {
    return this.#port().outline(targetOf(target));
  }
}

function targetOf(target: TextTarget): number | string {
  if (typeof target === "string") return target;
  if (target instanceof BlockView) return target.place;
  if (target instanceof TextRef) return target.handle;
  throw new TypeError("a block, a text of ctx.text.replace or a string is wanted");
}
