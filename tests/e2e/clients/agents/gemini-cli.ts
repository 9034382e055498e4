import { join } from "node:path";
import { geminiError, geminiReply } from "../../../support/upstreams/gemini.ts";
import { bodyOf } from "../../../support/upstreams/upstream.ts";
import type { Agent } from "../agent.ts";
import { countParts } from "../count-parts.ts";

const model = "gemini-2.5-pro";

export const geminiCli: Agent = {
  name: "gemini-cli",
  package: "@google/gemini-cli",
  version: "0.61.0",
  program: "gemini",
  dialect: "gemini",
  client: "gemini-cli",
  canDelegate: false,
  launch: ({ origin, prompt }) => ({
    args: ["-p", prompt, "--yolo", "--skip-trust", "-m", model],
    env: { GEMINI_API_KEY: "e2e-dummy", GOOGLE_GEMINI_BASE_URL: origin, GEMINI_TELEMETRY_ENABLED: "false" },
    files: {
      ".gemini/settings.json": JSON.stringify({
        security: { auth: { selectedType: "gemini-api-key" } },
        general: { disableAutoUpdate: true, disableUpdateNag: true },
        privacy: { usageStatisticsEnabled: false },
      }),
    },
  }),
  read(request) {
    const body = bodyOf(request);
    if (!body || !/enerateContent/.test(request.target)) return;
    return {
      model,
      side: !Array.isArray(body.tools),
      subAgent: null,
      results: countParts(body.contents, "functionResponse"),
      stream: request.target.includes("stream"),
    };
  },
  parts(action, id, work) {
    if (action.do === "say") return { type: "text", text: action.text };
    if (action.do === "delegate") throw new Error("not scripted for Gemini CLI");
    const tool = (name: string, input: Record<string, unknown>) => ({ type: "tool", id, name, input }) as const;
    const file_path = join(work, action.path);
    if (action.do === "write") return tool("write_file", { file_path, content: action.text });
    const change = { instruction: "change the line", old_string: action.from, new_string: action.to };
    return tool("replace", { file_path, ...change });
  },
  reply: (answer, stream) => geminiReply(answer, { stream }),
  overloaded: () => geminiError(503, "UNAVAILABLE"),
};
