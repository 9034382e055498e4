import { definePlugin } from "@aperture/sdk/plugin";
import manifest from "../aperture.plugin.json" with { type: "json" };

type Cost = [turn: string, dollars: number];
const million = 1_000_000;

export default definePlugin(manifest, {
  stages: {
    on_response({ turn, usage }, ctx) {
      const { prices } = ctx.request;
      if (!usage || !prices) return;
      const dollars =
        (usage.input * prices.input + usage.cacheRead * prices.cacheRead + usage.output * prices.output) / million;
      const costs = (ctx.storage.get("costs") ?? []) as Cost[];
      ctx.storage.set("costs", [...costs, [turn, dollars]].slice(-ctx.config.keep));
    },
  },

  uiPanel(ctx) {
    const costs = (ctx.storage.get("costs") ?? []) as Cost[];
    const sum = costs.reduce((total, [, dollars]) => total + dollars, 0);
    const last = costs.at(-1)?.[1];
    return {
      nodes: [
        {
          kind: "row",
          children: [
            {
              kind: "stat",
              label: "Last answer",
              value: last === undefined ? "–" : `$${last.toFixed(4)}`,
              tone: "plain",
            },
            { kind: "stat", label: `Last ${costs.length}`, value: `$${sum.toFixed(2)}`, tone: "plain" },
          ],
        },
        { kind: "chart", unit: "$", series: [{ label: "Cost", points: costs }] },
        { kind: "button", label: "Start again", action: "reset", tone: "quiet" },
      ],
    };
  },

  actions: {
    reset: (_, ctx) => ctx.storage.delete("costs"),
  },
});
