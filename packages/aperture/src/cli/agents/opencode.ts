import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { type Agent, type Gateway, type LaunchOptions, leadsHere, taggedUrl, type UpstreamName } from "./agent.ts";
import { readJson } from "./read-json.ts";

const variable = "OPENCODE_CONFIG_CONTENT";

/** opencode's providers, the path its SDKs want in their base URL, and the upstream behind it. */
const providers: readonly { id: string; path: string; upstream: UpstreamName }[] = [
  { id: "anthropic", path: "/v1", upstream: "anthropic" },
  { id: "openai", path: "/v1", upstream: "openai" },
  { id: "google", path: "/v1beta", upstream: "gemini" },
];

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const child = (value: unknown, name: string): Json => {
  const inner = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return isObject(inner) ? inner : {};
};

/** opencode merges OPENCODE_CONFIG_CONTENT over its files; ours is merged into what the user has there already. */
export const opencode: Agent = {
  name: "opencode",
  prepare(options) {
    const { address, args, env } = options;
    const given = readContent(env[variable]);
    const provider = { ...child(given, "provider") };
    for (const { id, path } of providers) {
      const own = child(provider, id);
      provider[id] = { ...own, options: { ...child(own, "options"), baseURL: taggedUrl(address, path) } };
    }
    return {
      command: "opencode",
      args,
      env: { [variable]: JSON.stringify({ ...given, provider }) },
      gateways: gatewaysIn(options),
      notices: [],
    };
  },
  explainSilence(options) {
    const wrong = [[variable, readJson(options.env[variable])] as const, ...configFiles(options)].flatMap(
      ([source, config]) =>
        providers
          .filter(({ id, path }) => {
            const url = child(child(child(config, "provider"), id), "options").baseURL;
            return typeof url === "string" && !url.replace(/\/+$/, "").endsWith(path);
          })
          .map(({ id, path }) => `provider.${id}.options.baseURL in ${source} lacks ${path} at its end`),
    );
    return [
      ...wrong,
      "the model's provider is none of anthropic, openai and google: set its options.baseURL to Aperture, with /v1",
    ];
  },
};

function gatewaysIn(options: LaunchOptions): Gateway[] {
  const found = new Map<string, Gateway>();
  const sources = [...configFiles(options), [variable, readJson(options.env[variable])] as const];
  for (const [source, config] of sources) {
    for (const { id, path, upstream } of providers) {
      const url = child(child(child(config, "provider"), id), "options").baseURL;
      // opencode reads `{env:NAME}` and `{file:…}`; what they hold cannot be known from here.
      if (typeof url !== "string" || leadsHere(url, options.address)) continue;
      found.set(id, { upstream, url, source, suffix: path });
    }
  }
  return [...found.values()];
}

/** opencode's own files, weakest first. With comments in them (JSONC) they are not understood and count as not there. */
function configFiles({ env, userHome, cwd, read }: Omit<LaunchOptions, "address">) {
  const global = join(env.XDG_CONFIG_HOME || join(userHome, ".config"), "opencode", "opencode.json");
  const files = [global, ...(env.OPENCODE_CONFIG ? [env.OPENCODE_CONFIG] : []), join(cwd, "opencode.json")];
  return files.map((file) => [file, readJson(read(file))] as const);
}

function readContent(text: string | undefined): Json {
  if (!text) return {};
  const value = readJson(text);
  if (value === undefined) {
    throw new ApertureError("agent_config_invalid", { file: variable, reason: "it is not a JSON object" });
  }
  return value;
}
