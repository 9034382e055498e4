import type { CompressInput } from "./contract.ts";
import { mostTokens } from "./most-tokens.ts";

export type GhostOf = Pick<CompressInput, "role"> & {
  readonly toolName?: string | undefined;
  readonly filePaths?: readonly string[] | undefined;
};

/** Tokens of a ghost at most, whatever the block (o200k). */
export const GHOST_TOKENS = 15;
/** `[removed:` is three tokens, `]` one, `…` of the file one; a blank in front of a tool's odd name one. */
const FRAME = 6;
/** What the tool's name may take of the rest. */
const TOOL = 5;

const roles: Record<CompressInput["role"], string> = {
  system: "system text",
  user: "user message",
  assistant: "answer",
  tool_use: "tool call",
  tool_result: "tool result",
  thinking: "thinking",
  image: "image",
  other: "part",
};

/** What stands where a block was removed, in at most 15 tokens: `[removed: Read content-kind.ts]`. */
export function ghostOf({ role, toolName, filePaths = [] }: GhostOf): string {
  if (toolName === undefined) return `[removed: ${roles[role]}]`;
  const tool = toolName.slice(toolName.lastIndexOf("__") + 1).replace(/^_/, "");
  const name = fitting(tool === "" ? toolName.slice(0, 40) : tool, TOOL);
  const path = filePaths[0] ?? "";
  const file = path.slice(path.lastIndexOf("/", path.length - 2) + 1);
  const rest = GHOST_TOKENS - FRAME - mostTokens(name) - (name.endsWith("…") ? 1 : 0);
  return file === "" ? `[removed: ${name}]` : `[removed: ${name} ${fitting(file, rest)}]`;
}

/** The longest beginning that cannot be more than `tokens`, with `…` where it is not all of it. */
function fitting(text: string, tokens: number): string {
  // Characters outside ASCII take up to four tokens each, and a bracket would end the ghost.
  const plain = text.slice(0, 200).replaceAll(/[^!-~]|[[\]]/g, "_");
  // A blank is one token with the letters behind it, and one more in front of anything else.
  const most = /^[A-Za-z]/.test(plain) ? tokens : tokens - 1;
  let length = plain.length;
  while (length > 0 && mostTokens(plain.slice(0, length)) > most) length -= 1;
  return length < text.length ? `${plain.slice(0, length)}…` : plain;
}
