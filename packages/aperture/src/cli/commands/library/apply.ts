import type { ApertureClient, LibraryKind } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { readSession, sessionOption } from "../../control/operation-options.ts";
import { pickSession } from "../../control/pick-session.ts";
import { defineCommand, type Invocation, type Options } from "../../define-command.ts";
import { describeApplied } from "../../library/describe-applied.ts";
import { missingText } from "../../library/describe-item.ts";
import { oneLine } from "../../plain-text.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture preset apply <name> [--session s | --everywhere]`; `apply none` takes away what is in force. */
export const libraryApplyCommand = (context: CliContext, kind: LibraryKind): Command =>
  defineCommand(
    context,
    "apply <name>",
    `apply a ${kind} to a session, or to every new one; \`none\` takes it away`,
    (invocation, options, [name = ""]) => apply(invocation, kind, options, name),
  )
    .addOption(sessionOption())
    .option("--everywhere", "for every new session: written to the configuration")
    .option("--remove", "take it away instead")
    .option("--no-plugins", "without its settings of plugins")
    .option("--dry-run", "do nothing, say what would count otherwise");

async function apply(invocation: Invocation, kind: LibraryKind, options: Options, given: string): Promise<void> {
  const { output, connect } = invocation;
  const everywhere = options.everywhere === true;
  if (everywhere && options.session !== undefined) throw usageError("give --session or --everywhere, not both");
  const { client } = await connect();
  const remove = options.remove === true || given === "none";
  const names = given === "none" ? await namesInForce(client, kind, options) : [given];
  if (names.length === 0) return output.note(`No ${kind} is in force ${everywhere ? "everywhere" : "there"}`);
  const tell = names.length === 1 ? output.data : output.line;
  for (const name of names) {
    const applied = await client.library.apply(kind, name, {
      ...readSession(options),
      everywhere,
      remove,
      plugins: options.plugins !== false,
      dryRun: options.dryRun === true,
    });
    tell(applied, () => describeApplied(applied, remove));
    for (const notice of applied.notices ?? []) output.note(oneLine(notice, 400));
    for (const missing of applied.missing) output.warn(missingText(missing));
  }
}

/** What `none` takes away: what somebody applied there. */
async function namesInForce(client: ApertureClient, kind: LibraryKind, options: Options): Promise<readonly string[]> {
  if (options.everywhere === true) {
    const { items } = await client.library.list({ kind });
    return items.filter(({ isDefault }) => isDefault).map(({ name }) => name);
  }
  const { preset, template, rules } = await client.library.inSession(await pickSession(client, options));
  const single = kind === "preset" ? preset : template;
  return kind === "rule" ? rules : single === null ? [] : [single];
}
