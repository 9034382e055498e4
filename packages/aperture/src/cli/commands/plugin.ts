import { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { pluginActionCommand } from "./plugin/action.ts";
import { pluginAuditCommand } from "./plugin/audit.ts";
import { pluginBisectCommand } from "./plugin/bisect.ts";
import { pluginBuildCommand } from "./plugin/build.ts";
import { pluginCheckCommand } from "./plugin/check.ts";
import { pluginConfigCommand } from "./plugin/config.ts";
import { pluginDevCommand } from "./plugin/dev.ts";
import { pluginGrantCommand } from "./plugin/grant.ts";
import { pluginGraphCommand } from "./plugin/graph.ts";
import { pluginInfoCommand } from "./plugin/info.ts";
import { pluginInstallCommand } from "./plugin/install.ts";
import { pluginLifeCommands } from "./plugin/life.ts";
import { pluginListCommand } from "./plugin/list.ts";
import { pluginLogsCommand } from "./plugin/logs.ts";
import { pluginNewCommand } from "./plugin/new.ts";
import { pluginPanelCommand } from "./plugin/panel.ts";
import { pluginRecordCommand } from "./plugin/record.ts";
import { pluginRegistryCommand } from "./plugin/registry.ts";
import { pluginRemoveCommand } from "./plugin/remove.ts";
import { pluginSearchCommand } from "./plugin/search.ts";
import { pluginSecretCommand } from "./plugin/secret.ts";
import { pluginTestCommand } from "./plugin/test.ts";
import { pluginUpdateCommand } from "./plugin/update.ts";
import { pluginUpdatesCommand } from "./plugin/updates.ts";
import { pluginVersionCommands } from "./plugin/versions.ts";

/** `aperture plugin …`: stages that others made. */
export function pluginCommand(context: CliContext): Command {
  const group = new Command("plugin").description("plugins: stages of the pipeline that others made");
  for (const command of [
    pluginListCommand(context),
    pluginInfoCommand(context),
    pluginSearchCommand(context),
    pluginInstallCommand(context),
    pluginUpdatesCommand(context),
    pluginUpdateCommand(context),
    ...pluginVersionCommands(context),
    pluginAuditCommand(context),
    pluginRegistryCommand(context),
    pluginRemoveCommand(context),
    ...pluginLifeCommands(context),
    pluginConfigCommand(context),
    pluginGrantCommand(context),
    pluginSecretCommand(context),
    pluginGraphCommand(context),
    pluginBisectCommand(context),
    pluginLogsCommand(context),
    pluginPanelCommand(context),
    pluginActionCommand(context),
    pluginNewCommand(context),
    pluginDevCommand(context),
    pluginBuildCommand(context),
    pluginRecordCommand(context),
    pluginTestCommand(context),
    pluginCheckCommand(context),
  ]) {
    group.addCommand(command);
  }
  return group;
}
