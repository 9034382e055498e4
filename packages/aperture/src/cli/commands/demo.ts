import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { defineCommand, text } from "../define-command.ts";
import { exitCodes } from "../exit-codes.ts";
import { plainText } from "../plain-text.ts";
import { wholeNumber } from "../whole-number.ts";

/** `aperture demo`: a scripted upstream and a conversation, no key needed. */
export const demoCommand = (context: CliContext): Command =>
  defineCommand(context, "demo", "play a conversation through the proxy, without any key", async (_, options) => {
    // Imported late: it starts a server, which no other command needs.
    const { runDemo } = await import("../../demo/run-demo.ts");
    const end = new AbortController();
    const interrupted = () => {
      context.exitCode = exitCodes.interrupted;
      end.abort();
    };
    process.once("SIGINT", interrupted);
    process.once("SIGTERM", interrupted);
    try {
      const home = text(options.home);
      await runDemo({
        speed: wholeNumber("--speed", options.speed, 1, 1_000),
        signal: end.signal,
        out: { write: (words) => context.stderr.write(plainText(words)) },
        ...(home === undefined ? {} : { home }),
      });
    } finally {
      process.off("SIGINT", interrupted);
      process.off("SIGTERM", interrupted);
    }
  })
    .option("--home <dir>", "keep what is recorded here (default: a folder that is removed at the end)")
    .option("--speed <factor>", "how many times faster than a person", "1");
