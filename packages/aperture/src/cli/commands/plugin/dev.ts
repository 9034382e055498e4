import { resolve } from "node:path";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";

/** `aperture plugin dev`: a plugin in the running Aperture while it is written. Ctrl-C is how it is meant to end. */
export const pluginDevCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "dev [folder]",
    "run a plugin from its folder, reload it at every save, show what it does to each request",
    async ({ output, connect }, _, [folder]) => {
      const { client } = await connect();
      // Imported late: the bundler is native code that no other command needs.
      const { runDev } = await import("../../../author/dev/run-dev.ts");
      const end = new AbortController();
      const stopped = () => end.abort();
      // Not once: a wrapper such as npm or timeout passes Ctrl-C on a second time, which must not end this before it has cleaned up.
      process.on("SIGINT", stopped);
      process.on("SIGTERM", stopped);
      try {
        await runDev({
          folder: resolve(context.cwd, folder ?? "."),
          env: context.env,
          client,
          tell: (value, text) => output.line(value, () => text),
          signal: end.signal,
        });
      } finally {
        process.off("SIGINT", stopped);
        process.off("SIGTERM", stopped);
      }
    },
  );
