import type { CompressInput } from "./contract.ts";
import { cutText } from "./cut-text.ts";
import { commandOf } from "./trim/tool-kind.ts";

/** Longest description, in characters. */
const LONGEST = 90;
/** Longer inputs are not read for what they are about. */
const READ_UP_TO = 1 << 16;

export type Described = Pick<CompressInput, "role"> &
  Partial<Pick<CompressInput, "toolName" | "toolInput" | "filePaths">>;

const roles: Record<CompressInput["role"], string> = {
  system: "system prompt",
  user: "user message",
  assistant: "answer",
  tool_use: "call",
  tool_result: "result",
  thinking: "thinking",
  image: "image",
  other: "part",
};

/** What a block is, for one line: `Read src/a.ts`, `Bash: go test ./...`, `call of Write src/a.ts`, `user message`. */
export function describeBlock(block: Described): string {
  if (block.toolName === undefined) return roles[block.role];
  const subject = subjectOf(block);
  const named = subject === "" ? block.toolName : `${block.toolName} ${subject}`;
  return cutText(oneLine(block.role === "tool_use" ? `call of ${named}` : named), LONGEST);
}

function subjectOf({ filePaths = [], toolInput }: Described): string {
  if (filePaths.length > 0) return filePaths.length > 1 ? `${filePaths[0]} and more` : filePaths[0]!;
  const command = commandOf(toolInput);
  if (command !== null) return `\`${command}\``;
  return firstString(toolInput);
}

/** The first text among a call's arguments: a pattern, an address, a question. */
function firstString(toolInput = ""): string {
  if (toolInput.length > READ_UP_TO) return "";
  try {
    const input: unknown = JSON.parse(toolInput);
    if (typeof input !== "object" || input === null) return "";
    const found = Object.values(input).find((value) => typeof value === "string" && value !== "");
    return found === undefined ? "" : JSON.stringify(found);
  } catch {
    return "";
  }
}

/** Brackets would end the notice it stands in. */
function oneLine(text: string): string {
  return cutText(text, 1_000)
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .replaceAll("[", "(")
    .replaceAll("]", ")")
    .trim();
}
