import { parseArgs } from "node:util";
import type { Entries } from "./bill.ts";

export interface ContextBenchOptions {
  /** Sessions whose id contains this. */
  readonly only: string;
  readonly entries: Entries;
  /** False: prompts are the messages alone, without the system prompt and tools that the logs lack. */
  readonly frame: boolean;
  /** File that gets every figure, `-` for stdout instead of the tables; null: tables only. */
  readonly json: string | null;
}

const usage = `npm run bench:context -- [options]
  --only <text>      only sessions whose id contains the text
  --entries <where>  blocks (default): a provider reads whatever two prompts begin with alike; marks: only what a mark closed
  --no-frame         without the system prompt and tools, sized by the first recorded usage
  --json [file]      every figure as JSON, to the file or in place of the tables`;

/** Throws with the usage on an unknown option. */
export function readOptions(argv: readonly string[]): ContextBenchOptions {
  const { values, positionals } = parseArgs({
    args: argv.map((word, index) => (word === "--json" && !isValue(argv[index + 1]) ? "--json=-" : word)),
    allowPositionals: true,
    options: {
      only: { type: "string", default: "" },
      entries: { type: "string", default: "blocks" },
      "no-frame": { type: "boolean", default: false },
      json: { type: "string" },
    },
  });
  const { entries } = values;
  if (positionals.length > 0 || (entries !== "blocks" && entries !== "marks")) throw new Error(usage);
  return { only: values.only, entries, frame: !values["no-frame"], json: values.json ?? null };
}

const isValue = (word: string | undefined): boolean => word !== undefined && !word.startsWith("--");
