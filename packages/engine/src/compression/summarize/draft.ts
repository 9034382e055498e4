import type { CompressInput, ContentKind } from "../contract.ts";

/** A summary in the making: what `summarize` frames, indexes and checks. */
export interface Draft {
  readonly content: ContentKind;
  /** What the text now is, without brackets: `outline of src/a.ts, 812 lines`. */
  readonly title: string;
  readonly lines: readonly string[];
  /** One line for people. */
  readonly note: string;
  /** The lines it was made from, where a read tool's numbers were taken off first. */
  readonly source?: readonly string[];
  /** False where nothing is left out that an index would name. */
  readonly index?: boolean;
}

/** Null: not this kind of content, or nothing can be said shorter. */
export type Drafter = (input: CompressInput) => Draft | null;
