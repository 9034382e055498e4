import { definePlugin } from "@aperture/sdk/plugin";
import manifest from "../aperture.plugin.json" with { type: "json" };

export default definePlugin(manifest, {
  stages: {
    // The answer has come: from now on the agent waits for its tools.
    on_response(answer, ctx) {
      const { lane, now } = ctx.request;
      ctx.storage.set(`since ${lane}`, now + (answer.duration ?? 0));
    },

    // Their results come with the next request.
    after_parse(blocks, ctx) {
      const { lane, now } = ctx.request;
      const since = ctx.storage.get(`since ${lane}`);
      const [result] = blocks.where({ role: "tool_result", isNew: true });
      if (typeof since !== "number" || !result) return;
      const seconds = Math.round((now - since) / 1_000);
      if (seconds <= ctx.config.seconds) return;
      ctx.note(`The agent waited ${seconds} s for ${result.toolName}`, result);
      ctx.emit("slow", { tool: result.toolName, seconds, block: result.id });
    },
  },
});
