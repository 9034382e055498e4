import type { CompressInput } from "../contract.ts";

/** What a trimmer made of a text. */
export interface Trimming {
  readonly text: string;
  /** One line for people: "412 passing tests left out". */
  readonly note: string;
}

/** Trims one kind of content; null where it finds nothing to leave out. */
export type Trimmer = (input: CompressInput) => Trimming | null;
