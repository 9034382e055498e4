import { createInterface } from "node:readline/promises";
import type { CliContext } from "./cli-context.ts";
import type { Options } from "./define-command.ts";
import { plainText } from "./plain-text.ts";

type Terminal = Pick<CliContext, "stdin" | "stderr">;

/** Whether there is somebody to ask: a terminal, and no `--no-input`. */
export const mayAsk = ({ stdin }: Terminal, options: Options): boolean =>
  stdin.isTTY === true && options.input !== false;

/** A question on stderr, so that stdout stays the command's result. Anything but a yes, the end of input too, is a no. */
export async function confirm({ stdin, stderr }: Terminal, question: string): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  try {
    // `question` alone would wait for ever where the input ends without an answer.
    const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    const said = await Promise.race([lines.question(`${plainText(question)} [y/N] `), ended]);
    return /^\s*y(?:es)?\s*$/i.test(said);
  } finally {
    lines.close();
  }
}
