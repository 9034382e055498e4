import { ApertureError, nearestKey } from "@aperture/sdk";
import { Command } from "commander";
import { checkSetting } from "../../config/check-setting.ts";
import { configPath, writeConfigKey } from "../../config/config-file.ts";
import { loadConfig } from "../../config/load-config.ts";
import { settingValue } from "../../config/setting-value.ts";
import { findSetting, type Setting, settings } from "../../config/settings.ts";
import type { CliContext } from "../cli-context.ts";
import { defineCommand } from "../define-command.ts";
import { formatTable } from "../format-table.ts";

/** `aperture config get|set|path` */
export function configCommand(context: CliContext): Command {
  const group = new Command("config").description("the user's configuration file");
  group.addCommand(
    defineCommand(
      context,
      "get [key]",
      "show what is in force: file, environment and defaults together",
      async ({ output, config }, _, [key]) => {
        const now = config();
        if (key === undefined) {
          output.data(now, () =>
            formatTable(settings.map((setting) => [setting.key, String(settingValue(now, setting.key))])),
          );
          return;
        }
        const value = settingValue(now, known(key).key);
        output.data(value, () => String(value));
      },
    ),
  );
  group.addCommand(
    defineCommand(
      context,
      "set <key> <value>",
      "write one key; comments and other keys stay",
      async ({ output, config }, _, [key = "", value = ""]) => {
        const setting = known(key);
        const checked = checkSetting(setting, value, "aperture config set");
        const { home } = config();
        // Alone it may be right and beside the others wrong: both ports the same, an upstream that is our own port.
        loadConfig({ home, flags: { [key]: value } });
        writeConfigKey(configPath(home), key, checked);
        output.data({ key, value: checked, file: configPath(home) }, () => `${key}: ${String(checked)}`);
        output.note(`Takes effect at the next start${overriddenBy(setting, context)}`);
      },
    ),
  );
  group.addCommand(
    defineCommand(context, "path", "print where the file is", async ({ output, config }) => {
      const file = configPath(config().home);
      output.data({ file }, () => file);
    }),
  );
  return group;
}

function known(key: string): Setting {
  const setting = findSetting(key);
  if (setting) return setting;
  const keys = settings.map((each) => each.key);
  const nearest = nearestKey(key, keys);
  const hint = nearest ? `did you mean ${nearest}?` : `known: ${keys.join(", ")}`;
  throw new ApertureError("usage_invalid", { detail: `there is no key ${JSON.stringify(key)}; ${hint}` });
}

const overriddenBy = ({ env }: Setting, context: CliContext): string =>
  env !== undefined && context.env[env] ? `; until it is unset, ${env} overrides it` : "";
