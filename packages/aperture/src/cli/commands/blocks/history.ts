import type { BlockVersions } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { count } from "../../control/count.ts";
import { defineCommand, text } from "../../define-command.ts";
import { formatTable } from "../../format-table.ts";
import { wholeNumber } from "../../whole-number.ts";

/** `aperture blocks versions|diff`: what a block was and is. */
export const historyCommands = (context: CliContext): Command[] => [
  defineCommand(
    context,
    "versions <id>",
    "list what a block was, 0 is the client's own text",
    async (invocation, _, [id = ""]) => {
      const { client } = await invocation.connect();
      const versions = await client.control.versions(id);
      invocation.output.data(versions, () => formatTable([columns, ...versions.versions.map(row)]));
    },
  ),
  defineCommand(
    context,
    "diff <id>",
    "show what differs between two versions of a block (default: the client's text and what is sent)",
    async (invocation, options, [id = ""]) => {
      const { client } = await invocation.connect();
      const [from, to] = [text(options.from), text(options.to)];
      const diff = await client.control.diff(id, {
        ...(from === undefined ? {} : { from: wholeNumber("--from", from, 0, 1_000_000) }),
        ...(to === undefined ? {} : { to: wholeNumber("--to", to, 0, 1_000_000) }),
      });
      invocation.output.data(diff, () => diff.diff.replace(/\n$/, ""));
      if (diff.diff === "") invocation.output.note(`Versions ${diff.from} and ${diff.to} are the same`);
    },
  )
    .option("--from <version>", "the older version")
    .option("--to <version>", "the newer version"),
];

const columns = ["VERSION", "WHAT", "LEVEL", "TOKENS", "STATE", "BY", "AT", "REASON"];
const row = (version: BlockVersions["versions"][number]): (string | number)[] => [
  version.version,
  version.kind,
  version.level,
  count(version.tokens),
  version.sent ? `${version.state}, sent` : version.state,
  version.actor,
  version.at,
  version.reason ?? "",
];
