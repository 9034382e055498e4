import { setTimeout as sleep } from "node:timers/promises";
import type { PluginLogs } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";
import type { Output } from "../../output.ts";
import { oneLine } from "../../plain-text.ts";
import { newLines } from "../../plugin/new-lines.ts";
import { wholeNumber } from "../../whole-number.ts";

/** Milliseconds between looks: lines are no events, which would fill the event log with a plugin's talk. */
const pause = 1_000;
const page = 1_000;

/** `aperture plugin logs <id> [--follow]` */
export const pluginLogsCommand = (context: CliContext): Command =>
  defineCommand(context, "logs <id>", "print what a plugin said", async ({ output, connect }, options, [id = ""]) => {
    const limit = wholeNumber("--limit", options.limit, 1, page);
    const { client } = await connect();
    let { lines } = await client.plugins.logs(id, limit);
    for (const line of lines) print(output, line);
    if (options.follow !== true) return;
    const end = new AbortController();
    const interrupted = () => {
      context.exitCode = exitCodes.interrupted;
      end.abort();
    };
    process.once("SIGINT", interrupted);
    try {
      while (await next(end.signal)) {
        const now = (await client.plugins.logs(id, page)).lines;
        for (const line of newLines(lines, now)) print(output, line);
        lines = now;
      }
    } finally {
      process.off("SIGINT", interrupted);
    }
  })
    .option("-f, --follow", "keep printing what comes")
    .option("--limit <number>", "at most this many of the newest", "200");

/** True after a pause, false where it was interrupted. */
const next = (signal: AbortSignal): Promise<boolean> =>
  sleep(pause, true, { signal }).catch((error: unknown) => {
    if (signal.aborted) return false;
    throw error;
  });

const print = (output: Output, line: PluginLogs["lines"][number]): void =>
  output.line(line, () => oneLine(`${line.at}  ${line.level.padEnd(5)}  ${line.message}`));
