import type { CompressionLevel, Role } from "@aperture/sdk";

/** A text to be made shorter, and what is known of it. */
export interface CompressInput {
  readonly text: string;
  readonly role: Role;
  readonly toolName?: string | undefined;
  /** Input of the call that a tool result answers, compact JSON. */
  readonly toolInput?: string | undefined;
  readonly filePaths?: readonly string[] | undefined;
  readonly isError?: boolean | undefined;
  /** Texts that must survive verbatim: every line that holds one is kept. */
  readonly keep?: readonly string[] | undefined;
  /** Earlier reads of the same file that are still sent with the lines given here: what repeats them may be left out. */
  readonly earlier?: readonly EarlierRead[] | undefined;
}

export interface EarlierRead {
  /** `block-17` */
  readonly id: string;
  readonly text: string;
}

/** What a text was taken for. */
export type ContentKind =
  | "code"
  | "file-read"
  | "test-output"
  | "log"
  | "diff"
  | "json"
  | "listing"
  | "search"
  | "html"
  | "prose";

export interface Compressed {
  readonly text: string;
  readonly content: ContentKind;
  /** One line for people: "412 passing tests left out, 3 failures kept". */
  readonly note: string;
}

/**
 * Outlines of code; sync, because they or their grammars were made ready before. Null: not a language it knows, it did not parse,
 * or it was not made ahead: the summary is an extract then.
 * `firstLine` is the number of the code's first line in its file (1 where it is left out): outlines name line ranges.
 */
export type Skeleton = (
  code: string,
  path: string | undefined,
  keep: readonly string[],
  firstLine?: number,
) => string | null;

/** Pure and deterministic: the same input gives the same text, always. Null where nothing is gained. */
export type Compress = (
  level: Exclude<CompressionLevel, "original">,
  input: CompressInput & {
    /** How the block is called where it can be had back: `block-17`. */
    readonly id: string;
    readonly tokens: number;
  },
) => Compressed | null;
