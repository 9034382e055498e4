import type { CompressInput, ContentKind } from "../contract.ts";

/** A summary in the making: what `summarize` frames, indexes and checks. */
export interface Draft {
  readonly content: ContentKind;
  /** What the text now is, without brackets: `outline of src/a.ts, 812 lines`. */
  readonly title: string;
  readonly lines: readonly string[];
  /** One line for people. */
  readonly note: string;
  /** Lines a keep text was looked for in, where they are not the lines of the input. */
  readonly source?: readonly string[];
}

/** Null: not this kind of content, or nothing can be said shorter. */
export type Drafter = (input: CompressInput) => Draft | null;
