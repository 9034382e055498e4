import { join } from "node:path";
import type { Agent } from "../agent.ts";
import { claudeCode } from "./claude-code.ts";

/** opencode with its Anthropic provider; a title request on a small model runs beside the first turn. */
export const opencode: Agent = {
  ...claudeCode,
  name: "opencode",
  package: "opencode-ai",
  version: "1.18.33",
  program: "opencode",
  client: "opencode",
  launch({ origin, prompt }) {
    const options = { baseURL: `${origin}/v1`, apiKey: "sk-ant-e2e-dummy" };
    const config = { provider: { anthropic: { options } }, autoupdate: false, share: "disabled" };
    return {
      args: ["run", prompt, "-m", "anthropic/claude-sonnet-4-5"],
      env: { OPENCODE_CONFIG_CONTENT: JSON.stringify(config), OPENCODE_DISABLE_AUTOUPDATE: "1" },
    };
  },
  read(request) {
    const facts = claudeCode.read({ ...request, target: request.target.replace(/messages$/, "messages?") });
    // The task tool starts a session of its own, whose first message is the task.
    const delegated = request.headers["x-parent-session-id"] as string | undefined;
    return facts && { ...facts, subAgent: delegated ?? null };
  },
  parts(action, id, work) {
    if (action.do === "say") return { type: "text", text: action.text };
    const tool = (name: string, input: Record<string, unknown>) => ({ type: "tool", id, name, input }) as const;
    if (action.do === "delegate") {
      return tool("task", { description: "look around", prompt: action.task, subagent_type: "general" });
    }
    const filePath = join(work, action.path);
    if (action.do === "write") return tool("write", { filePath, content: action.text });
    return tool("edit", { filePath, oldString: action.from, newString: action.to });
  },
};
