import type { CompressInput } from "../contract.ts";
import { languageOf } from "./language-of.ts";
import type { NumberedLines } from "./numbered-lines.ts";
import { pathOf } from "./path-of.ts";

/** A source file, or a part of one, as a tool printed it. */
export interface Code {
  readonly path: string;
  /** Without the numbers that a read tool put in front. */
  readonly lines: readonly string[];
  /** Number of the first line in its file, from 1. */
  readonly first: number;
}

/** The code that a text is, or null where it is none in a language there are outlines for. */
export function codeOf(input: CompressInput, numbered: NumberedLines | null): Code | null {
  const path = pathOf(input);
  if (path === undefined || languageOf(path) === undefined) return null;
  return { path, lines: numbered?.lines ?? input.text.split("\n"), first: numbered?.first ?? 1 };
}
