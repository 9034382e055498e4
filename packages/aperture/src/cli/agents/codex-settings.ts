import { join } from "node:path";
import type { LaunchOptions } from "./agent.ts";
import { readJson } from "./read-json.ts";

/** How Codex is logged in: with a ChatGPT account, with a stored key, with a key in the environment, or not at all. */
export type CodexLogin = "chatgpt" | "stored-key" | "environment-key" | "none";

const folderOf = ({ env, userHome }: Pick<LaunchOptions, "env" | "userHome">): string =>
  env.CODEX_HOME || join(userHome, ".codex");

/** Only looks whether there is a login, and of which kind; the secrets are not kept. */
export function codexLogin(options: Omit<LaunchOptions, "address">): CodexLogin {
  const stored = readJson(options.read(join(folderOf(options), "auth.json")));
  // A stored login wins over the environment in Codex itself: taking the key instead would bill another account.
  if (stored?.auth_mode === "apikey" && stored.OPENAI_API_KEY) return "stored-key";
  if (stored?.tokens) return "chatgpt";
  if (stored?.OPENAI_API_KEY) return "stored-key";
  return options.env.OPENAI_API_KEY ? "environment-key" : "none";
}

export interface CodexConfig {
  readonly file: string;
  /** `model_provider`, where the user has chosen another than the built-in one. */
  readonly provider: string | undefined;
  /** That provider's `base_url`, or the built-in one's `openai_base_url`. */
  readonly baseUrl: string | undefined;
  readonly envKey: string | undefined;
}

/** The three keys of `config.toml` that decide where Codex sends its requests. */
export function codexConfig(options: Omit<LaunchOptions, "address">): CodexConfig {
  const file = join(folderOf(options), "config.toml");
  const tables = readTomlStrings(options.read(file) ?? "");
  const chosen = tables.get("")?.get("model_provider");
  const provider = chosen === "openai" ? undefined : chosen;
  const table = provider === undefined ? undefined : tables.get(`model_providers.${provider}`);
  return {
    file,
    provider,
    baseUrl: provider === undefined ? tables.get("")?.get("openai_base_url") : table?.get("base_url"),
    envKey: table?.get("env_key"),
  };
}

/**
 * `key = "value"` lines by table: the part of TOML that these keys are written in. Anything else in the file is passed
 * over, so a file that uses more of TOML reads as one that does not set them.
 */
function readTomlStrings(text: string): Map<string, Map<string, string>> {
  const tables = new Map<string, Map<string, string>>([["", new Map()]]);
  let table = "";
  for (const line of text.split("\n")) {
    const header = /^\s*\[\s*([^[\]]+?)\s*\]\s*(?:#.*)?$/.exec(line);
    if (header) {
      table = header[1]!.replace(/\s*\.\s*/g, ".").replace(/["']/g, "");
      if (!tables.has(table)) tables.set(table, new Map());
      continue;
    }
    const pair = /^\s*([A-Za-z0-9_-]+)\s*=\s*(?:"([^"\\]*)"|'([^']*)')\s*(?:#.*)?$/.exec(line);
    if (pair) tables.get(table)!.set(pair[1]!, pair[2] ?? pair[3] ?? "");
  }
  return tables;
}
