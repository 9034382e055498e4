import { ApertureError, ApiError, type PluginClient, type PluginInspection } from "@aperture/sdk";
import type { Command } from "commander";
import { confirm, mayAsk } from "../../ask.ts";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, type Invocation, type Options, repeated, text, texts } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { describeConsent } from "../../plugin/describe-consent.ts";
import { stateOf, warningsOf } from "../../plugin/describe-plugin.ts";
import { readGrant } from "../../plugin/read-grant.ts";
import { folderMeant, readSource, type Source } from "../../plugin/read-source.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture plugin install <name|folder|tgz|git|npm>`: permissions first, then the question, then the very content that was shown. */
export const pluginInstallCommand = (context: CliContext): Command =>
  defineCommand(context, "install <package>", "install a plugin by name, from a folder, a .tgz, git or npm", install)
    .addOption(
      repeated("--grant <capability>", "what it may do: all, none, or capabilities (default: all, when asked)"),
    )
    .option("-y, --yes", "do not ask; takes --grant")
    .option("--trust <name>", "let this native plugin run in-process, after reading its code")
    .option("--registry <name>", "look the name up in this registry alone, by name or address")
    .option("--accept-publisher", "take it though another key signed it before")
    .option("--no-enable", "install it without running it")
    .option("--link", "run it from its folder instead of a copy, and reload it when it changes");

async function install(invocation: Invocation, options: Options, [word = ""]: readonly string[]): Promise<void> {
  const { context, output, connect } = invocation;
  const grants = texts(options.grant);
  if (options.yes === true && grants.length === 0)
    throw usageError("--yes needs --grant all, --grant none, or capabilities: somebody has to say what it may do");
  const { client } = await connect();
  const source = readSource(context, word, text(options.registry));
  const inspection = await inspect(invocation, client.plugins, source, word);
  const { name, version } = inspection.manifest;
  const asked = inspection.capabilities.map(({ capability }) => capability);
  const granted = grants.length === 0 ? asked : readGrant("--grant", grants, asked);
  for (const line of describeConsent(inspection).split("\n")) output.note(line);
  const refused = asked.filter((capability) => !granted.includes(capability));
  if (refused.length > 0) output.note(`\nRefused: ${refused.join(", ")}`);
  if (disarms(inspection, refused))
    output.warn(
      `${name} protects requests: without what is refused of blocks, those that it should look after are not sent`,
    );
  const trust = isTrusted(inspection, text(options.trust));
  if (options.yes !== true && !(await agreed(invocation, options, `\nInstall ${name} ${version}?`))) {
    output.note("Nothing was installed");
    context.exitCode = exitCodes.failure;
    return;
  }
  const installed = await client.plugins.install({
    ...source,
    integrity: inspection.integrity,
    grant: refused.length === 0 ? "all" : granted,
    trust,
    ...(options.acceptPublisher === true ? { acceptPublisher: true } : {}),
    enable: options.enable !== false,
    link: options.link === true,
  });
  output.data(installed, () => `${installed.id} ${installed.manifest.version}: ${stateOf(installed)}`);
  for (const line of warningsOf(installed)) output.warn(line);
}

/** Read and checked. Where a name is unknown and a folder here bears it, that is said: a bare word is never a folder. */
async function inspect(
  { context, output }: Invocation,
  plugins: PluginClient,
  source: Source,
  word: string,
): Promise<PluginInspection> {
  try {
    return await plugins.inspect(source);
  } catch (error) {
    const folder = folderMeant(context, word);
    if (ApiError.is(error) && error.problem.code === "plugin_unavailable" && folder !== null)
      output.note(`There is a folder of this name here: \`aperture plugin install ${folder}\``);
    throw error;
  }
}

/** Whether it is trusted by its name. Throws `plugin_untrusted` for a native one that is not, `usage_invalid` for another's name. */
function isTrusted({ manifest: { name, runtime } }: PluginInspection, trusted: string | undefined): boolean {
  if (trusted !== undefined && trusted !== name) throw usageError(`--trust ${trusted}: the plugin's name is ${name}`);
  if (trusted !== undefined && runtime !== "native")
    throw usageError(`--trust ${name}: it runs in a sandbox, there is nothing to trust it with`);
  if (runtime === "native" && trusted === undefined) throw new ApertureError("plugin_untrusted", { plugin: name });
  return trusted !== undefined;
}

/** Whether what is refused takes from a plugin that protects what it needs for that. */
const disarms = ({ manifest }: PluginInspection, refused: readonly string[]): boolean =>
  manifest.stages.some(({ onError }) => onError === "block") &&
  refused.some((capability) => capability.startsWith("blocks."));

async function agreed({ context }: Invocation, options: Options, question: string): Promise<boolean> {
  if (!mayAsk(context, options)) throw usageError("nobody can be asked here: give --yes and --grant");
  return confirm(context, question);
}
