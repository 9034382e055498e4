import { type Command, Option } from "commander";
import { announce, announceFailure } from "../../daemon/announcement.ts";
import { prepareHome } from "../../daemon/prepare-home.ts";
import { openRotatingFile } from "../../daemon/rotating-file.ts";
import { serve } from "../../daemon/serve.ts";
import { logFileOf, startDetached } from "../../daemon/start-detached.ts";
import type { CliContext } from "../cli-context.ts";
import { defineCommand, type Invocation, type Options, text } from "../define-command.ts";
import { exitCodes } from "../exit-codes.ts";

/** `aperture start`: in the foreground until Ctrl-C, or as a process of its own. */
export const startCommand = (context: CliContext): Command =>
  defineCommand(context, "start", "run Aperture: the proxy, the API and the page", async (invocation, options) => {
    if (options.detach === true) await detach(invocation, options);
    else if (options.announce === true) await announced(() => foreground(invocation, options));
    else await foreground(invocation, options);
  })
    .option("-d, --detach", "run in the background and return when it is ready")
    .option("--port <number>", "port of the proxy (default 5400)")
    .option("--api-port <number>", "port of the API and the page (default 5401)")
    .option("--mode <mode>", "manual, observe or auto (default manual)")
    .option("--safe-mode", "run no plugins; they stay installed")
    .addOption(new Option("--announce", "tell the starting process over IPC").hideHelp());

const flagsOf = (options: Options): Record<string, string | undefined> => ({
  port: text(options.port),
  apiPort: text(options.apiPort),
  mode: text(options.mode),
  plugins: options.safeMode === true ? "off" : undefined,
});

async function foreground({ context, output, config: read }: Invocation, options: Options): Promise<void> {
  const config = read(flagsOf(options));
  prepareHome(config.home);
  const file = openRotatingFile(logFileOf(config.home));
  // Imported late: every other command starts without loading the server and its logger.
  const { startAperture } = await import("../../main.ts");
  const { createLog } = await import("../../daemon/create-log.ts");
  try {
    const { reason, drained } = await serve({
      config,
      log: createLog(config.logLevel, file),
      start: startAperture,
      ready: async ({ pid, ports }) => {
        if (options.announce === true) return announce({ kind: "ready", ports });
        output.data({ pid, ports, home: config.home }, () => "");
        if (!output.json) {
          output.note(
            `Aperture: proxy http://127.0.0.1:${ports.proxy}, page http://127.0.0.1:${ports.api} (aperture open)`,
          );
          output.note(`Point an agent at it: aperture run claude|codex|opencode|gemini. ${stopHint(context)}`);
        }
      },
    });
    if (reason === "SIGINT") context.exitCode = exitCodes.interrupted;
    // Told twice: what is still open would keep the process alive.
    if (!drained) process.exit(context.exitCode);
  } finally {
    file.close();
  }
}

const stopHint = (context: CliContext): string => (context.stdin.isTTY ? "Ctrl-C stops." : "SIGTERM stops.");

/** The starting process is told what went wrong before this one ends with the same error. */
async function announced(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await announceFailure(error);
    throw error;
  }
}

async function detach({ context, output, config: read }: Invocation, options: Options): Promise<void> {
  const config = read(flagsOf(options));
  const flags = Object.entries({
    "--port": options.port,
    "--api-port": options.apiPort,
    "--mode": options.mode,
  }).flatMap(([flag, value]) => (typeof value === "string" ? [flag, value] : []));
  if (options.safeMode === true) flags.push("--safe-mode");
  const { pid, ports } = await startDetached({ config, flags, env: context.env });
  output.data(
    { pid, ports, home: config.home },
    () => `Aperture runs (process ${pid}): proxy http://127.0.0.1:${ports.proxy}, page http://127.0.0.1:${ports.api}`,
  );
}
