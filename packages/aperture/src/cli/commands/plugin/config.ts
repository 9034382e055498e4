import { resolve } from "node:path";
import type { JsonValue, PluginInfo } from "@aperture/sdk";
import { ownSettings } from "@aperture/sdk/plugin/own-settings";
import type { Command } from "commander";
import { mayAsk } from "../../ask.ts";
import type { CliContext } from "../../cli-context.ts";
import { editInEditor } from "../../control/edit-in-editor.ts";
import { readTextFile } from "../../control/read-content.ts";
import { defineCommand, type Options, repeated, text, texts } from "../../define-command.ts";
import { parseSettings, readSettings } from "../../plugin/read-settings.ts";
import { usageError } from "../../usage-error.ts";

/** `aperture plugin config <id> [key=value…]`: shows what it is set to, or sets it. */
export const pluginConfigCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "config <id> [settings...]",
    "show what a plugin is set to, or set it: key=value, a value as JSON or text",
    async ({ output, connect }, options, [id = "", ...words]) => {
      const { client } = await connect();
      const plugin = await client.plugins.info(id);
      const config = await wanted(context, options, words, plugin);
      const { config: now } = config === null ? plugin : await client.plugins.update(plugin.id, { config });
      output.data(now, () => JSON.stringify(now, null, 2));
    },
  )
    .addOption(repeated("--unset <key>", "back to its default"))
    .option("--file <path>", "take all settings from this JSON file")
    .option("--edit", "edit all settings as JSON in $EDITOR");

/** All settings as they should be, or null where only looking was asked for. */
async function wanted(
  context: CliContext,
  options: Options,
  words: readonly string[],
  plugin: PluginInfo,
): Promise<Record<string, JsonValue> | null> {
  const [file, unset] = [text(options.file), texts(options.unset)];
  const ways = [words.length > 0 || unset.length > 0, file !== undefined, options.edit === true].filter(Boolean).length;
  if (ways > 1) throw usageError("give settings, --file or --edit, not several");
  if (file !== undefined) return parseSettings(file, await readTextFile(resolve(context.cwd, file)));
  if (options.edit === true) {
    if (!mayAsk(context, options)) throw usageError("--edit needs a terminal: give key=value or --file");
    const edited = await editInEditor(context, `${JSON.stringify(plugin.config, null, 2)}\n`);
    return ownSettings(parseSettings("what was saved", edited), plugin);
  }
  if (ways === 0) return null;
  const all = { ...plugin.settings, ...readSettings(words, plugin.manifest.config) };
  return Object.fromEntries(Object.entries(all).filter(([key]) => !unset.includes(key)));
}
