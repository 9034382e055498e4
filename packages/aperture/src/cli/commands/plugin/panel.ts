import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { defineCommand } from "../../define-command.ts";
import { panelText } from "../../plugin/panel-text.ts";

/** `aperture plugin panel <id>` */
export const pluginPanelCommand = (context: CliContext): Command =>
  defineCommand(context, "panel <id>", "show a plugin's panel as text", async ({ output, connect }, _, [id = ""]) => {
    const told = await (await connect()).client.plugins.panel(id);
    const { panel, trouble } = told;
    output.data(told, () => (panel === null ? "" : panelText(id, panel)));
    if (panel === null) output.note(trouble ?? `${id} has no panel`);
  });
