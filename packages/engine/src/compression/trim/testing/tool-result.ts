import type { CompressInput } from "../../contract.ts";

/** A tool's result with this text. */
export function toolResult(text: string | readonly string[], rest: Partial<CompressInput> = {}): CompressInput {
  return { text: typeof text === "string" ? text : text.join("\n"), role: "tool_result", ...rest };
}

/** What a shell printed for a command. */
export function printed(
  command: string,
  text: string | readonly string[],
  rest: Partial<CompressInput> = {},
): CompressInput {
  return toolResult(text, { toolName: "Bash", toolInput: JSON.stringify({ command }), ...rest });
}

/** Lines as Claude Code's Read numbers them. */
export function numbered(lines: readonly string[], from = 1): string {
  return lines.map((line, index) => `${String(from + index).padStart(6)}→${line}`).join("\n");
}

/** `count` different lines of code. */
export function codeLines(count: number, name = "value"): string[] {
  return Array.from({ length: count }, (_, index) => `const ${name}${index} = read(${index * 7}, "${name}-${index}");`);
}
