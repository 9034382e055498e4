import { join } from "node:path";
import { type Agent, gatewayOf, type LaunchOptions, taggedUrl } from "./agent.ts";
import { readJson } from "./read-json.ts";

const variable = "GOOGLE_GEMINI_BASE_URL";

/** Gemini CLI: the base URL goes without `/v1beta`. */
export const gemini: Agent = {
  name: "gemini",
  prepare(options) {
    return {
      command: "gemini",
      args: options.args,
      env: { [variable]: taggedUrl(options.address) },
      gateways: gatewayOf(options, variable, "gemini"),
      notices: signsInWithGoogle(options) ? [googleLogin] : [],
    };
  },
  explainSilence(options) {
    return [
      ...(signsInWithGoogle(options) ? [googleLogin] : []),
      ...(options.env.GOOGLE_GENAI_USE_VERTEXAI
        ? ["GOOGLE_GENAI_USE_VERTEXAI is set: Gemini CLI talks to Vertex AI directly"]
        : []),
      "Gemini CLI needs GEMINI_API_KEY to use a base URL",
    ];
  },
};

const googleLogin = `Gemini CLI is signed in with a Google account, which ignores ${variable}; use GEMINI_API_KEY instead`;

/** The key moved from `selectedAuthType` to `security.auth.selectedType`. */
function signsInWithGoogle({ userHome, read }: Omit<LaunchOptions, "address">): boolean {
  const settings = readJson(read(join(userHome, ".gemini", "settings.json")));
  return /"selected(Auth)?Type":"oauth-personal"/.test(JSON.stringify(settings ?? {}));
}
