import { openaiError } from "../../../support/upstreams/openai-chat.ts";
import { openaiResponsesReply } from "../../../support/upstreams/openai-responses.ts";
import { bodyOf } from "../../../support/upstreams/upstream.ts";
import type { Action, Agent } from "../agent.ts";
import { countParts } from "../count-parts.ts";

const common = ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"];

/** Codex with a provider of its own: SSE from the start. */
export const codex: Agent = {
  name: "codex",
  package: "@openai/codex",
  version: "0.169.0",
  program: "codex",
  dialect: "openai-responses",
  client: "codex",
  canDelegate: false,
  launch({ origin, prompt }) {
    const provider = `{name="aperture",base_url="${origin}/v1",env_key="OPENAI_API_KEY",wire_api="responses"}`;
    return {
      args: [...common, "-c", 'model_provider="aperture"', "-c", `model_providers.aperture=${provider}`, prompt],
      env: { OPENAI_API_KEY: "sk-e2e-dummy" },
    };
  },
  read(request) {
    const body = bodyOf(request);
    if (!body || !request.target.startsWith("/v1/responses")) return;
    return {
      model: String(body.model),
      side: false,
      subAgent: null,
      results: countParts(body.input, "custom_tool_call_output"),
      stream: body.stream === true,
    };
  },
  parts(action, id) {
    if (action.do === "say") return { type: "text", text: action.text };
    return { type: "custom-tool", id, name: "exec", input: script(action) };
  },
  reply: (answer, stream) => openaiResponsesReply(answer, { stream }),
  overloaded: () => openaiError(503, "server_overloaded"),
};

/** The built-in provider tries a WebSocket first and falls back to SSE when it is answered 426. */
export const codexWebSocket: Agent = {
  ...codex,
  name: "codex-websocket",
  launch: ({ origin, prompt }) => ({
    args: [...common, "-c", `openai_base_url="${origin}/v1"`, prompt],
    env: { OPENAI_API_KEY: "sk-e2e-dummy", CODEX_API_KEY: "sk-e2e-dummy" },
  }),
};

/** JavaScript for Codex's one tool. */
function script(action: Exclude<Action, { do: "say" }>): string {
  if (action.do === "delegate") throw new Error("not scripted for Codex");
  const lines =
    action.do === "write"
      ? [
          `*** Add File: ${action.path}`,
          ...action.text
            .trimEnd()
            .split("\n")
            .map((line) => `+${line}`),
        ]
      : [`*** Update File: ${action.path}`, "@@", `-${action.from}`, `+${action.to}`];
  const patch = ["*** Begin Patch", ...lines, "*** End Patch", ""].join("\n");
  return `text(await tools.apply_patch(${JSON.stringify(patch)}));`;
}
