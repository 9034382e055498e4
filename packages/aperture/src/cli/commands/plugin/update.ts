import type { PluginClient, PluginUpdate, StartUpdate } from "@aperture/sdk";
import type { Command } from "commander";
import { confirm, mayAsk } from "../../ask.ts";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, type Invocation, type Options, repeated, text, texts } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { oneLine } from "../../plain-text.ts";
import { describeUpdate, isFine } from "../../plugin/describe-update.ts";
import { readSource } from "../../plugin/read-source.ts";
import { usageError } from "../../usage-error.ts";
import { wholeNumber } from "../../whole-number.ts";
import { tellUpdates } from "./updates.ts";

/** `aperture plugin update [id]`: proved on recorded requests, asked about where it wants more, swapped, watched. */
export const pluginUpdateCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "update [id]",
    "update a plugin, or all of them; first it is tried on your recorded requests",
    (invocation, options, [id]) => update(invocation, options, id),
  )
    .option("--check", "only ask for newer versions")
    .option("--dry-run", "try it on recorded requests, install nothing")
    .option("--to <version>", "this version (default: the newest that satisfies what was installed)")
    .option("--from <package>", "from this folder, archive or spec instead of where it came from")
    .option("--integrity <hash>", "this content alone, as it was shown (sha512-…)")
    .addOption(repeated("--grant <capability>", "what it may do beyond: all, or capabilities"))
    .option("--shadow <requests>", "show it so many live requests beside the installed one before the swap")
    .option("--accept-publisher", "take it from another publisher than before")
    .option("--skip-cooldown", "do not wait until it is 24 hours old")
    .option("--force", "take it though it was refused");

async function update(invocation: Invocation, options: Options, id: string | undefined): Promise<void> {
  const { context, output, connect } = invocation;
  const wish = wanted(context, options, id);
  const { plugins } = (await connect()).client;
  if (options.check === true || id === undefined) {
    const found = await plugins.checkUpdates();
    if (options.check === true) return tellUpdates(invocation, found);
    const open = found.updates.filter(({ phase }) => phase !== "done" && phase !== "pinned");
    if (open.length === 0) return tellUpdates(invocation, found);
    for (const { plugin, spec } of open) {
      const from = spec === null ? {} : { spec };
      tell(invocation, await start(invocation, options, plugins, plugin, { ...wish, ...from }));
    }
    return;
  }
  output.note(`Trying ${id} on recorded requests …`);
  tell(invocation, await start(invocation, options, plugins, id, wish));
}

/** Started; where it asks for more than was granted, the question is asked, and it is started with that. */
async function start(
  { context, output }: Invocation,
  options: Options,
  plugins: PluginClient,
  id: string,
  wish: StartUpdate,
): Promise<PluginUpdate> {
  const first = await plugins.startUpdate(id, wish);
  if (first.phase !== "needs-consent" || wish.grant !== undefined || wish.dryRun === true) return first;
  if (!mayAsk(context, options)) return first;
  for (const line of describeUpdate(first).split("\n")) output.note(line);
  if (!(await confirm(context, `\nGrant it that, and install ${id} ${first.version}?`))) return first;
  return plugins.startUpdate(id, { ...wish, ...shown(first) });
}

/** What was shown, and nothing that came out meanwhile under the same name and number. */
const shown = ({ version, integrity, diff }: PluginUpdate): StartUpdate => ({
  version,
  integrity,
  grant: diff.added.map(({ capability }) => capability),
});

function tell({ context, output }: Invocation, update: PluginUpdate): void {
  output.line(update, () => describeUpdate(update));
  if (isFine(update)) return;
  context.exitCode = exitCodes.conflict;
  if (update.phase === "needs-consent")
    output.note(`${update.installed} goes on; \`${commandFor(update)}\` grants it that`);
}

const commandFor = ({ plugin, spec, integrity }: PluginUpdate): string =>
  `aperture plugin update ${plugin}${spec === null ? "" : ` --from ${oneLine(spec)}`} --integrity ${integrity} --grant all`;

function wanted(context: CliContext, options: Options, id: string | undefined): StartUpdate {
  const [to, from, grants] = [text(options.to), text(options.from), texts(options.grant)];
  const integrity = text(options.integrity);
  if (id === undefined && [to, from, integrity, ...grants].some((each) => each !== undefined))
    throw usageError("--to, --from, --integrity and --grant are for one plugin: give its id");
  const source = from === undefined ? undefined : readSource(context, from);
  return {
    ...(to === undefined ? {} : { version: to }),
    ...(integrity === undefined ? {} : { integrity }),
    ...(source === undefined ? {} : { spec: "path" in source ? source.path : source.spec }),
    ...(grants.length === 0
      ? {}
      : { grant: grants.includes("all") ? "all" : grants.flatMap((each) => each.split(",")) }),
    ...(options.shadow === undefined ? {} : { shadow: wholeNumber("--shadow", options.shadow, 0, 1_000) }),
    acceptPublisher: options.acceptPublisher === true,
    skipCooldown: options.skipCooldown === true,
    force: options.force === true,
    dryRun: options.dryRun === true,
  };
}
