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
  /** What the index is made from, where that is not all of the source: empty where nothing is left out that it would name. */
  readonly indexed?: string;
}

/** Null: not this kind of content, or nothing can be said shorter. */
export type Drafter = (input: CompressInput) => Draft | null;
