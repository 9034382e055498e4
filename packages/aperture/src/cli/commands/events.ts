import type { Event, Hello } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { defineCommand } from "../define-command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { oneLine, safeJson } from "../plain-text.ts";
import { wholeNumber } from "../whole-number.ts";

/** `aperture events`: what is stored, and with --follow what comes. */
export const eventsCommand = (context: CliContext): Command =>
  defineCommand(context, "events", "print the event log", async ({ output, connect }, options) => {
    const { client } = await connect();
    const since = wholeNumber("--since", options.since ?? "0", 0, Number.MAX_SAFE_INTEGER);
    const end = new AbortController();
    const interrupted = () => {
      context.exitCode = exitCodes.interrupted;
      end.abort();
    };
    process.once("SIGINT", interrupted);
    try {
      let last = Number.POSITIVE_INFINITY;
      for await (const event of client.events({ since, signal: end.signal })) {
        if (event.type === "hello") {
          if (event.resync) output.warn(`events before ${event.first} are no longer kept`);
          if (options.follow !== true) last = event.last;
        } else print(output, event);
        if (since >= last || (event.type !== "hello" && event.seq >= last)) return;
      }
      if (options.follow === true) output.warn("the stream ended: Aperture has stopped");
    } catch (error) {
      if (!end.signal.aborted) throw error;
    } finally {
      process.off("SIGINT", interrupted);
      end.abort();
    }
  })
    .option("-f, --follow", "keep printing what comes")
    .option("--since <seq>", "only events after this number", "0");

function print(output: Output, event: Exclude<Event | Hello, Hello>): void {
  output.line(event, () => oneLine(`${event.seq}  ${event.at}  ${event.type}  ${safeJson(event.data)}`));
}
