import type { Compress, Compressed } from "./contract.ts";
import { describeBlock } from "./describe-block.ts";
import { minimalArguments } from "./minimal-arguments.ts";
import { contentKind } from "./trim/content-kind.ts";
import { counted } from "./trim/notice.ts";

type MinimalInput = Parameters<Compress>[1];

/**
 * The level *minimal*: one line that says what the block was, how large, and how to have it back. A call's arguments stay an
 * object, without its long texts. Null where the line would not be shorter.
 */
export function minimal(input: MinimalInput): Compressed | null {
  const text = input.role === "tool_use" ? minimalArguments(input) : lineOf(input);
  if (text === null || text.length >= input.text.length) return null;
  return { text, content: contentKind(input), note: "one line is left" };
}

function lineOf(input: MinimalInput): string {
  const { text, tokens, id } = input;
  const size = `${counted(lineCount(text), "line")}, ${counted(tokens, "token")}`;
  return `[${describeBlock(input)}, ${size}; shortened by Aperture, ${id} restores it]`;
}

function lineCount(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  // The last line's end begins no other.
  return text.endsWith("\n") ? Math.max(1, lines - 1) : lines;
}
