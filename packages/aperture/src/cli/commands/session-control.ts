import type { ContextHealth, SessionControl, SetControl } from "@aperture/sdk";
import { Argument, type Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { sessionOption } from "../control/operation-options.ts";
import { pickSession } from "../control/pick-session.ts";
import { defineCommand } from "../define-command.ts";
import { formatTable } from "../format-table.ts";

/** `aperture session health|mode|holdout`: how a session's context is kept, and who may keep it. */
export const sessionControlCommands = (context: CliContext): Command[] => [
  defineCommand(
    context,
    "health",
    "show how well a session's context is kept, 0 to 100, and why",
    async ({ output, connect }, options) => {
      const { client } = await connect();
      const health = await client.control.health(await pickSession(client, options));
      output.data(health, () => describeHealth(health));
    },
  ).addOption(sessionOption()),
  controlCommand(context, "mode", "show or set who may change a session's context", modes),
  controlCommand(context, "holdout", "show or set whether a session is left untouched, for comparison", holdouts),
];

const modes: Record<string, SetControl> = {
  manual: { mode: "manual" },
  observe: { mode: "observe" },
  auto: { mode: "auto" },
  configured: { mode: null },
};
const holdouts: Record<string, SetControl> = { on: { holdout: true }, off: { holdout: false } };

/** Without a value it shows, with one it sets. */
function controlCommand(
  context: CliContext,
  name: "mode" | "holdout",
  summary: string,
  values: Readonly<Record<string, SetControl>>,
): Command {
  const command = defineCommand(context, name, summary, async ({ output, connect }, options, [value]) => {
    const { client } = await connect();
    const id = await pickSession(client, options);
    const change = value === undefined ? undefined : values[value];
    const control = change ? await client.control.setSession(id, change) : await client.control.session(id);
    output.data(control, () => describeControl(control));
  });
  return command
    .addArgument(new Argument(`[${name === "mode" ? "mode" : "state"}]`, "the new value").choices(Object.keys(values)))
    .addOption(sessionOption());
}

const describeControl = ({ sessionId, mode, holdout, holding }: SessionControl): string =>
  formatTable([
    ["session", sessionId],
    ["mode", mode],
    ["holdout", holdout ? "on: left untouched, for comparison" : "off"],
    ["held", holding ? "yes: see `aperture hold list`" : "no"],
  ]);

export const describeHealth = ({ sessionId, score, factors }: ContextHealth): string =>
  `${sessionId}: ${score} of 100\n\n${formatTable([
    ["FACTOR", "SCORE", "WEIGHT", ""],
    ...factors.map((factor) => [factor.name, factor.score, `${Math.round(factor.weight * 100)} %`, factor.detail]),
  ])}`;
