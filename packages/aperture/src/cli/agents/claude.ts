import { join } from "node:path";
import { type Agent, gatewayOf, type LaunchOptions, leadsHere, taggedUrl } from "./agent.ts";
import { readJson } from "./read-json.ts";

const variable = "ANTHROPIC_BASE_URL";
/** Cloud logins take another way than the base URL. */
const cloudSwitches = ["CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY"];

/** Claude Code: the base URL goes without `/v1`. */
export const claude: Agent = {
  name: "claude",
  prepare(options) {
    const { address, args, env } = options;
    // Behind a base URL Claude Code would drop tool search and the 1M window; these two keep them. A value that the
    // user has set, "false" included, is theirs.
    const parity = { ENABLE_TOOL_SEARCH: "true", _CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL: "1" };
    const unset = Object.entries(parity).filter(([name]) => env[name] === undefined);
    const override = settingsOverride(options);
    const ownSettings = args.some((argument) => /^--settings(=|$)/.test(argument));
    return {
      command: "claude",
      // Settings of the command line win over those of the files.
      args: override && !ownSettings ? ["--settings", settingsFor(address), ...args] : args,
      env: { [variable]: taggedUrl(address), ...Object.fromEntries(unset) },
      gateways: override
        ? leadsHere(override.url, address)
          ? []
          : [{ upstream: "anthropic", url: override.url, source: override.file, suffix: "" }]
        : gatewayOf(options, variable, "anthropic"),
      notices:
        override && ownSettings
          ? [`${override.file} sets env.${variable}, which wins over the environment: Claude Code goes there directly`]
          : [],
    };
  },
  explainSilence(options) {
    const override = settingsOverride(options);
    const cloud = cloudSwitches.find((name) => options.env[name]);
    return [
      ...(override ? [`${override.file} sets env.${variable} to ${override.url}; remove it there`] : []),
      ...(cloud ? [`${cloud} is set: Claude Code talks to that cloud directly and ignores ${variable}`] : []),
      "Claude Code ended before its first request, or a managed settings file sets its base URL",
    ];
  },
};

const settingsFor = (address: LaunchOptions["address"]): string =>
  JSON.stringify({ env: { [variable]: taggedUrl(address) } });

/** Claude Code applies `env` of its settings files over the environment it was started with; later files win. */
function settingsOverride({ env, userHome, cwd, read }: Omit<LaunchOptions, "address">) {
  const folder = env.CLAUDE_CONFIG_DIR || join(userHome, ".claude");
  const files = [
    join(folder, "settings.json"),
    join(cwd, ".claude", "settings.json"),
    join(cwd, ".claude", "settings.local.json"),
  ];
  return files
    .map((file) => ({ file, url: baseUrlIn(readJson(read(file))) }))
    .findLast((found): found is { file: string; url: string } => typeof found.url === "string");
}

function baseUrlIn(settings: Record<string, unknown> | undefined): unknown {
  const env = settings?.env;
  return typeof env === "object" && env !== null ? (env as Record<string, unknown>)[variable] : undefined;
}
