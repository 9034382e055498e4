import type { CliContext } from "./cli-context.ts";

interface RawInput {
  setRawMode?: (raw: boolean) => unknown;
}

const [interrupt, endOfInput, backspace, del] = ["\u0003", "\u0004", "\b", "\u007f"] as const;

/**
 * A line that is typed without being shown: echo is the terminal's, so it is told not to (raw mode), and what editing there is is done here.
 * Null where it was interrupted or the input ended.
 */
export async function askHidden(
  { stdin, stderr }: Pick<CliContext, "stdin" | "stderr">,
  question: string,
): Promise<string | null> {
  const terminal: typeof stdin & RawInput = stdin;
  stderr.write(`${question}: `);
  terminal.setRawMode?.(true);
  let line = "";
  try {
    for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
      for (const character of String(chunk)) {
        if (character === "\r" || character === "\n") return line;
        if (character === interrupt || character === endOfInput) return null;
        if (character === backspace || character === del) line = [...line].slice(0, -1).join("");
        else line += character;
      }
    }
    return null;
  } finally {
    terminal.setRawMode?.(false);
    stdin.pause();
    stderr.write("\n");
  }
}
