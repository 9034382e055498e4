import { type ApertureClient, ApertureError, type Hold } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { readSession, sessionOption } from "../control/operation-options.ts";
import { defineCommand, type Invocation, type Options } from "../define-command.ts";
import { formatTable } from "../format-table.ts";
import { usageError } from "../usage-error.ts";
import { wholeNumber } from "../whole-number.ts";

/** `aperture hold [list|arm|send|drop|disarm]`: the next request waits for somebody. */
export function holdCommand(context: CliContext): Command {
  const show = async ({ output, connect }: Invocation, options: Options): Promise<void> => {
    const { client } = await connect();
    const { holds } = await client.control.holds(readSession(options));
    output.data({ holds }, () => (holds.length === 0 ? "" : formatTable([columns, ...holds.map(row)])));
    if (holds.length === 0) output.note("Nothing is held: `aperture hold arm` holds the next request");
  };
  const group = defineCommand(context, "hold", "list requests that are held, or will be", show)
    .addOption(sessionOption())
    .enablePositionalOptions();
  group.addCommand(
    defineCommand(context, "list", "list requests that are held, or will be", show).addOption(sessionOption()),
  );
  group.addCommand(
    defineCommand(
      context,
      "arm",
      "hold the session's next request, to change it before it is sent",
      async ({ output, connect }, options) => {
        const timeout = wholeNumber("--timeout", options.timeout, 1, 600) * 1_000;
        const { client } = await connect();
        const hold = await client.control.hold({ timeout, ...readSession(options) });
        output.data(hold, () => `${hold.id}: ${describe(hold)}`);
      },
    )
      .option("--timeout <seconds>", "a held request is sent as it is after this long (1 to 600)", "60")
      .addOption(sessionOption()),
  );
  for (const [action, summary] of [
    ["send", "send a held request with what was changed meanwhile"],
    ["drop", "do not send a held request: the agent is answered with 503 and stops or tries again"],
  ] as const) {
    group.addCommand(
      defineCommand(
        context,
        `${action} [id]`,
        `${summary} (default: the only one held)`,
        async ({ output, connect }, options, [id]) => {
          const { client } = await connect();
          const chosen = id ?? (await onlyHold(client, options, "held"));
          const hold = await client.control.releaseHold(chosen, { action });
          output.data(hold, () => `${hold.id}: ${describe(hold)}`);
        },
      ).addOption(sessionOption()),
    );
  }
  group.addCommand(
    defineCommand(
      context,
      "disarm [id]",
      "let the next request pass after all (default: the only one armed)",
      async ({ output, connect }, options, [id]) => {
        const { client } = await connect();
        const removed = await client.control.removeHold(id ?? (await onlyHold(client, options, "armed")));
        output.data(removed, () => `removed ${removed.removed}`);
      },
    ).addOption(sessionOption()),
  );
  return group;
}

/** The id of the one hold in this state. Throws `not_found` without one and `usage_invalid` among several. */
async function onlyHold(client: ApertureClient, options: Options, state: Hold["state"]): Promise<string> {
  const { holds } = await client.control.holds(readSession(options));
  const [only, ...others] = holds.filter((hold) => hold.state === state);
  if (!only) throw new ApertureError("not_found", { what: `hold that is ${state},`, id: "see `aperture hold list`" });
  if (others.length > 0) throw usageError(`several are ${state}: ${[only, ...others].map(({ id }) => id).join(", ")}`);
  return only.id;
}

const columns = ["ID", "SESSION", "STATE", "TURN"];
const row = (hold: Hold): string[] => [hold.id, hold.sessionId, describe(hold), hold.turnId ?? "-"];

function describe({ state, timeout, until }: Hold): string {
  switch (state) {
    case "armed":
      return `armed: the next request is held for ${timeout / 1_000} s`;
    case "held":
      return until === null ? "held" : `held: sent as it is at ${until}`;
    case "sent":
    case "dropped":
      return state;
    case "timed-out":
      return "timed out: it was sent as it was";
  }
}
