import { join } from "node:path";
import { anthropicError, anthropicReply, anthropicTokenCount } from "../../../support/upstreams/anthropic.ts";
import { bodyOf } from "../../../support/upstreams/upstream.ts";
import type { Agent } from "../agent.ts";
import { countParts } from "../count-parts.ts";

export const claudeCode: Agent = {
  name: "claude-code",
  package: "@anthropic-ai/claude-code",
  version: "2.1.330",
  program: "claude",
  dialect: "anthropic",
  client: "claude-code",
  canDelegate: true,
  launch: ({ origin, prompt }) => ({
    args: ["-p", prompt, "--permission-mode", "acceptEdits", "--allowedTools", "Agent"],
    env: {
      ANTHROPIC_BASE_URL: origin,
      ANTHROPIC_API_KEY: "sk-ant-e2e-dummy",
      // As `aperture run` sets it. Its second variable, which claims a first-party base URL, makes the program ask
      // api.anthropic.com for settings and limits first: with no way out of loopback that costs 17 s per start.
      ENABLE_TOOL_SEARCH: "true",
    },
  }),
  read(request) {
    const body = bodyOf(request);
    if (!body || !request.target.startsWith("/v1/messages?") || request.target.includes("count_tokens")) return;
    return {
      model: String(body.model),
      side: !Array.isArray(body.tools) || body.tools.length === 0,
      subAgent: (request.headers["x-claude-code-agent-id"] as string | undefined) ?? null,
      results: countParts(body.messages, "tool_result"),
      stream: body.stream === true,
    };
  },
  parts(action, id, work) {
    if (action.do === "say") return { type: "text", text: action.text };
    const tool = (name: string, input: Record<string, unknown>) => ({ type: "tool", id, name, input }) as const;
    if (action.do === "delegate") {
      const background = { run_in_background: false, subagent_type: "general-purpose" };
      return tool("Agent", { description: "look around", prompt: action.task, ...background });
    }
    const file_path = join(work, action.path);
    if (action.do === "write") return tool("Write", { file_path, content: action.text });
    return tool("Edit", { file_path, old_string: action.from, new_string: action.to });
  },
  reply: (answer, stream) => anthropicReply(answer, { stream }),
  overloaded: () => anthropicError(529, "overloaded_error"),
  other(request) {
    if (request.method === "HEAD") return { status: 200, headers: {}, chunks: [] };
    return request.target.includes("count_tokens") ? anthropicTokenCount(1_000) : undefined;
  },
};
