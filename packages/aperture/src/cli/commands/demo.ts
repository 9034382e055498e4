import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { defineCommand, text } from "../define-command.ts";
import { wholeNumber } from "../whole-number.ts";

/** `aperture demo`: a scripted model and a conversation through the proxy, no key needed. */
export const demoCommand = (context: CliContext): Command =>
  defineCommand(context, "demo", "play a conversation through the proxy, without any key", async (given, options) => {
    const { output, config: read } = given;
    const speed = wholeNumber("--speed", options.speed, 1, 1_000);
    const { port, apiPort } = read({ port: text(options.port), apiPort: text(options.apiPort) });
    const home = text(options.home);
    // Imported late: it starts a server, which no other command needs.
    const { runDemo } = await import("../../demo/run-demo.ts");
    const end = new AbortController();
    // Ctrl-C is how the demo is meant to end: no failure, which `make` would report.
    const stopped = () => end.abort();
    process.once("SIGINT", stopped);
    process.once("SIGTERM", stopped);
    try {
      await runDemo({
        speed,
        signal: end.signal,
        out: context.stderr,
        port,
        apiPort,
        ready: (ports) => output.json && output.line({ ports }, () => ""),
        ...(home === undefined ? {} : { home }),
      });
    } finally {
      process.off("SIGINT", stopped);
      process.off("SIGTERM", stopped);
    }
  })
    .option("--port <number>", "port of the proxy (default 5400)")
    .option("--api-port <number>", "port of the API and the page (default 5401)")
    .option("--home <dir>", "keep what is recorded here (default: a folder that is removed at the end)")
    .option("--speed <factor>", "how many times faster than a person", "1");
