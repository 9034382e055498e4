import type { CliContext } from "./cli-context.ts";
import { plainText, safeJson } from "./plain-text.ts";

/** Data goes to stdout, talk to stderr; with `--json` both are JSON, one value on stdout, one object per line on stderr. */
export interface Output {
  readonly json: boolean;
  /** The command's result: `value` with --json, else the text made of it. */
  data(value: unknown, text: () => string): void;
  /** One of many results: a line of JSON, or of text. */
  line(value: unknown, text: () => string): void;
  note(message: string): void;
  warn(message: string): void;
}

export function createOutput(context: Pick<CliContext, "stdout" | "stderr">, json: boolean): Output {
  const print = (text: string) => void (text !== "" && context.stdout.write(`${text}\n`));
  const talk = (level: "note" | "warning", message: string) => {
    const words = level === "warning" ? `warning: ${message}` : message;
    context.stderr.write(`${json ? safeJson({ level, message }) : plainText(words)}\n`);
  };
  return {
    json,
    data: (value, text) => print(json ? safeJson(value, 2) : plainText(text())),
    line: (value, text) => print(json ? safeJson(value) : plainText(text())),
    note: (message) => talk("note", message),
    warn: (message) => talk("warning", message),
  };
}
