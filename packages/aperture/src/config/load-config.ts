import { resolve } from "node:path";
import { ApertureError, nearestKey } from "@aperture/sdk";
import { checkSetting, showValue } from "./check-setting.ts";
import type { Config } from "./config.ts";
import { configPath, leavesOf, readConfigFile } from "./config-file.ts";
import { defaultHome, defaults } from "./defaults.ts";
import { pointsAtPorts } from "./own-ports.ts";
import { findSetting, settings } from "./settings.ts";

export interface LoadConfigOptions {
  /** What the command line said, by dotted key; undefined where it said nothing. */
  flags?: Readonly<Record<string, string | undefined>>;
  env?: Readonly<Record<string, string | undefined>>;
  /** Overrides `APERTURE_HOME`. */
  home?: string;
  /** Told once per unknown key of the file. */
  warn?: (message: string) => void;
}

/** Where a value came from and what it is. */
type Found = { value: unknown; source: string };

/**
 * The whole configuration: flag > environment > `config.yml` > default.
 * Throws `config_invalid` (a value that is not allowed, whoever set it) and `config_unreadable`.
 */
export function loadConfig({ flags = {}, env = {}, home, warn = () => {} }: LoadConfigOptions = {}): Config {
  const folder = resolve(home || env.APERTURE_HOME || defaultHome());
  const file = configPath(folder);
  const inFile = readKnownKeys(file, warn);
  const found = new Map<string, Found>();
  for (const setting of settings) {
    // All three are checked, not only the one that wins: a wrong value does not become right by being overridden.
    const fromFile = inFile.get(setting.key);
    if (fromFile !== undefined) {
      found.set(setting.key, { value: checkSetting(setting, fromFile, file), source: file });
    }
    // An empty variable is an unset one, as in every shell script that clears it.
    const variable = setting.env === undefined ? undefined : env[setting.env] || undefined;
    if (variable !== undefined) {
      found.set(setting.key, { value: checkSetting(setting, variable, setting.env!), source: setting.env! });
    }
    const flag = flags[setting.key];
    if (flag !== undefined) {
      const source = setting.flag ?? setting.key;
      found.set(setting.key, { value: checkSetting(setting, flag, source), source });
    }
  }
  const config = build(folder, found);
  refuseClashes(config, found);
  return config;
}

function readKnownKeys(file: string, warn: (message: string) => void): Map<string, unknown> {
  const known = settings.map((setting) => setting.key);
  const values = new Map<string, unknown>();
  for (const [key, value] of leavesOf(readConfigFile(file))) {
    // `upstreams:` with nothing below it is an unfinished line, not a value.
    if (value === null && known.some((name) => name.startsWith(`${key}.`))) continue;
    if (findSetting(key)) values.set(key, value);
    else if (known.some((name) => name.startsWith(`${key}.`))) {
      throw new ApertureError("config_invalid", { file, key, value: showValue(value), allowed: "a group of keys" });
    } else warn(`${file}: unknown key ${showValue(key)}${suggestion(nearestKey(key, known))}`);
  }
  return values;
}

const suggestion = (key: string | undefined): string => (key ? `; did you mean ${key}?` : "");

function build(home: string, found: ReadonlyMap<string, Found>): Config {
  const pick = <T>(key: string, fallback: T): T => (found.get(key)?.value as T | undefined) ?? fallback;
  const { upstreams, retention, proxy } = defaults;
  return {
    home,
    port: pick("port", defaults.port),
    apiPort: pick("apiPort", defaults.apiPort),
    upstreams: {
      anthropic: pick("upstreams.anthropic", upstreams.anthropic),
      openai: pick("upstreams.openai", upstreams.openai),
      gemini: pick("upstreams.gemini", upstreams.gemini),
      chatgpt: pick("upstreams.chatgpt", upstreams.chatgpt),
    },
    mode: pick("mode", defaults.mode),
    auth: pick("auth", defaults.auth),
    budget: {
      limit: pick("budget.limit", defaults.budget.limit),
      strategy: pick("budget.strategy", defaults.budget.strategy),
      lowWater: pick("budget.lowWater", defaults.budget.lowWater),
    },
    holdout: { every: pick("holdout.every", defaults.holdout.every) },
    preset: pick("preset", defaults.preset),
    updates: pick("updates", defaults.updates),
    plugins: pick("plugins", defaults.plugins),
    retention: {
      days: pick("retention.days", retention.days),
      events: pick("retention.events", retention.events),
    },
    proxy: {
      maxBody: pick("proxy.maxBody", proxy.maxBody),
      idleTimeout: pick("proxy.idleTimeout", proxy.idleTimeout),
    },
    logLevel: pick("logLevel", defaults.logLevel),
  };
}

/** Values that are fine alone and wrong together. */
function refuseClashes(config: Config, found: ReadonlyMap<string, Found>): void {
  const refuse = (key: string, value: unknown, allowed: string): never => {
    const file = found.get(key)?.source ?? "default";
    throw new ApertureError("config_invalid", { file, key, value: showValue(value), allowed });
  };
  if (config.port !== 0 && config.port === config.apiPort) {
    const key = found.has("apiPort") ? "apiPort" : "port";
    refuse(key, config[key], "a port that the other listener does not use");
  }
  for (const [name, upstream] of Object.entries(config.upstreams)) {
    if (pointsAtPorts(upstream, [config.port, config.apiPort])) {
      refuse(`upstreams.${name}`, upstream, "the provider's address, not Aperture's own port");
    }
  }
}
