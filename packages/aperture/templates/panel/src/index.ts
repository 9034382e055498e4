import { definePlugin } from "@aperture/sdk/plugin";
import manifest from "../aperture.plugin.json" with { type: "json" };

type Count = {
  readonly calls: number;
  readonly tokens: number;
};
type Counts = { readonly [tool: string]: Count };

export default definePlugin(manifest, {
  stages: {
    after_zone(blocks, ctx) {
      const counts: Record<string, Count> = { ...(ctx.storage.get("counts") as Counts | undefined) };
      const fresh = blocks.where({ role: "tool_result", isNew: true });
      if (fresh.length === 0) return;
      for (const { toolName, tokens } of fresh) {
        const { calls, tokens: before } = counts[toolName] ?? { calls: 0, tokens: 0 };
        counts[toolName] = { calls: calls + 1, tokens: before + tokens };
      }
      ctx.storage.set("counts", counts);
    },
  },

  uiPanel(ctx) {
    const counts = Object.entries((ctx.storage.get("counts") ?? {}) as Counts);
    counts.sort(([, a], [, b]) => b.tokens - a.tokens);
    return {
      nodes: [
        {
          kind: "table",
          columns: [{ label: "Tool" }, { label: "Results", align: "right" }, { label: "Tokens", align: "right" }],
          rows: counts.map(([tool, { calls, tokens }]) => [tool, String(calls), String(tokens)]),
          empty: "No tool has answered yet",
        },
        { kind: "button", label: "Start again", action: "reset", confirm: "Forget all counts?" },
      ],
    };
  },

  actions: {
    reset(_, ctx) {
      ctx.storage.delete("counts");
      return "forgotten";
    },
  },
});
