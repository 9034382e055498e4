import { type Agent, leadsHere, taggedUrl } from "./agent.ts";
import { type CodexLogin, codexConfig, codexLogin } from "./codex-settings.ts";

/**
 * Codex through a custom provider: it speaks SSE with its full history, where the built-in one would open a WebSocket,
 * and OPENAI_BASE_URL is ignored by both. All of it are `-c` flags of this one process, before the user's own, which win.
 */
export const codex: Agent = {
  name: "codex",
  prepare(options) {
    const { address, args } = options;
    const login = codexLogin(options);
    const config = codexConfig(options);
    const keyed = config.envKey !== undefined;
    const path = login === "chatgpt" && config.baseUrl === undefined ? "/backend-api/codex" : "/v1";
    const provider = [
      'name="aperture"',
      `base_url="${taggedUrl(address, path)}"`,
      keyed ? `env_key="${config.envKey}"` : credential(login),
      'wire_api="responses"',
    ].join(",");
    const url = config.baseUrl;
    return {
      command: "codex",
      args: ["-c", 'model_provider="aperture"', "-c", `model_providers.aperture={${provider}}`, ...args],
      env: {},
      gateways:
        url !== undefined && !leadsHere(url, address)
          ? [{ upstream: "openai", url, source: config.file, suffix: "/v1" }]
          : [],
      notices: [
        ...(login === "none" ? ["Codex is not logged in and OPENAI_API_KEY is not set: it will ask for a login"] : []),
        ...(config.provider !== undefined && url === undefined
          ? [`${config.file} chooses the provider ${config.provider}; this run uses OpenAI through Aperture instead`]
          : []),
        ...ownChoice(args),
      ],
    };
  },
  explainSilence(options) {
    return [
      ...ownChoice(options.args),
      ...(codexLogin(options) === "chatgpt"
        ? [
            "Codex has a ChatGPT login: outside `aperture run codex` it talks to chatgpt.com directly, whatever its base URL",
          ]
        : []),
      ...(codexLogin(options) === "none" ? ["Codex is not logged in: it ended before its first request"] : []),
      "Codex's built-in provider ignores OPENAI_BASE_URL; only `aperture run codex` or -c model_provider leads it here",
    ];
  },
};

/** `requires_openai_auth` makes Codex send the login it has stored, a ChatGPT account's headers included. */
const credential = (login: CodexLogin): string =>
  login === "environment-key" ? 'env_key="OPENAI_API_KEY"' : "requires_openai_auth=true";

function ownChoice(args: readonly string[]): string[] {
  const own = args.some((argument) => /^(-c|--config=?)?\s*(model_provider|openai_base_url)\b/.test(argument));
  const local = args.includes("--oss");
  return own || local
    ? [`your own ${own ? "-c model_provider" : "--oss"} wins over Aperture's: Codex goes there directly`]
    : [];
}
