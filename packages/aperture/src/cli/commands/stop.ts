import type { Command } from "commander";
import { stopDaemon } from "../../daemon/stop-daemon.ts";
import type { CliContext } from "../cli-context.ts";
import { defineCommand } from "../define-command.ts";

/** `aperture stop`: running answers are finished first. */
export const stopCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "stop",
    "stop Aperture; answers that are on their way are finished first",
    async ({ output, config }) => {
      const stopped = await stopDaemon(config());
      output.data(stopped, () => `Aperture stopped (process ${stopped.pid})`);
    },
  );
