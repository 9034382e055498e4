import { relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { type TemplateName, templates } from "../../../author/new/templates.ts";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand, text } from "../../define-command.ts";

/** `aperture plugin new`: a folder with a plugin that works. Asks nobody, needs no network and no running Aperture. */
export const pluginNewCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "new <name>",
    "begin a plugin in a folder of its own",
    async ({ output }, options, [name = ""]) => {
      // Imported late: the bundler is native code that no other command needs.
      const { createPlugin } = await import("../../../author/new/create-plugin.ts");
      const template = text(options.template) as TemplateName;
      const folder = resolve(context.cwd, text(options.dir) ?? name);
      const files = await createPlugin({ name, template, folder });
      const shown = relative(context.cwd, folder) || ".";
      output.data({ name, template, folder, files }, () => {
        const own = files.filter((file) => !file.startsWith("vendor/"));
        return [`${shown}: ${templates[template]}`, ...own.map((file) => `  ${file}`)].join("\n");
      });
      const go = shown === "." ? "" : `cd ${shown} && `;
      output.note(`Next: ${go}aperture plugin test, then aperture plugin dev`);
    },
  )
    .addOption(
      new Option("--template <name>", `what to begin with: ${Object.keys(templates).join(", ")}`)
        .choices(Object.keys(templates))
        .default("js"),
    )
    .option("--dir <folder>", "where (default: a folder of the plugin's name here)");
