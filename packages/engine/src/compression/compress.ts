import type { Compress, Compressed, Skeleton } from "./contract.ts";
import { minimal } from "./minimal.ts";
import { summarize } from "./summarize/summarize.ts";
import { trim } from "./trim/trim.ts";

/**
 * The levels as one function. A deeper level never says more than a shallower one: a summary that is longer than the trimmed
 * text is that text, and one that is shorter than the line which says how to have the block back is that line.
 */
export function createCompress(dependencies: { readonly skeleton: Skeleton }): Compress {
  return function compress(level, input) {
    const trimmed = trim(input);
    if (level === "trimmed") return trimmed;
    const least = shorter(minimal(input), trimmed);
    if (level === "minimal") return least;
    const summary = shorter(summarize(input, dependencies), trimmed);
    return summary && least && summary.text.length < least.text.length ? least : summary;
  };
}

function shorter(one: Compressed | null, other: Compressed | null): Compressed | null {
  if (!one || !other) return one ?? other;
  return one.text.length < other.text.length ? one : other;
}
