import type { CompressInput } from "../contract.ts";
import { codeOf } from "./code-of.ts";
import { readNumberedLines } from "./numbered-lines.ts";
import { outlineFences } from "./outline-fences.ts";

/** What a skeleton is asked. */
export interface OutlineQuestion {
  readonly code: string;
  /** Its extension names the language. */
  readonly path: string;
  readonly keep: readonly string[];
  /** Number of the code's first line in its file, from 1. */
  readonly firstLine: number;
}

/** What the level *summarized* will ask of its skeleton for this text: whoever makes outlines ahead makes these. */
export function outlineQuestions(input: CompressInput): readonly OutlineQuestion[] {
  const code = codeOf(input, readNumberedLines(input.text));
  if (code) {
    return [{ code: code.lines.join("\n"), path: code.path, keep: input.keep ?? [], firstLine: code.first }];
  }
  const questions: OutlineQuestion[] = [];
  outlineFences(input, (fenced, path, keep, firstLine = 1) => {
    if (path !== undefined) questions.push({ code: fenced, path, keep, firstLine });
    return null;
  });
  return questions;
}
