import type { ControlClient, OperationResult } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { readHow, readTarget, withHow, withTarget } from "../../control/operation-options.ts";
import { reportResult } from "../../control/report-result.ts";
import { defineCommand, type Options } from "../../define-command.ts";

/** What every operation on blocks sends: which blocks, and how. */
export type TargetAndHow = ReturnType<typeof readTarget> & ReturnType<typeof readHow>;

/** One operation on blocks named by ids or a selector: `send` adds what is its own. */
export function operateCommand(
  context: CliContext,
  name: string,
  summary: string,
  send: (control: ControlClient, input: TargetAndHow, options: Options) => Promise<OperationResult>,
): Command {
  const command = defineCommand(context, `${name} [ids...]`, summary, async (invocation, options, ids) => {
    const input = { ...readTarget(options, ids), ...readHow(options) };
    const { client } = await invocation.connect();
    reportResult(invocation, await send(client.control, input, options));
  });
  return withHow(withTarget(command));
}
