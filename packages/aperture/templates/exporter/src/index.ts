import { definePlugin } from "@aperture/sdk/plugin";
import manifest from "../aperture.plugin.json" with { type: "json" };

const names = ["requests", "input", "output", "cacheRead", "cacheWrite"] as const;
type Sums = { readonly [Name in (typeof names)[number]]?: number };

export default definePlugin(manifest, {
  stages: {
    on_response(answer, ctx) {
      if (!answer.usage) return;
      const before = (ctx.storage.get("sums") ?? {}) as Sums;
      const billed: Sums = { ...answer.usage, requests: 1 };
      ctx.storage.set(
        "sums",
        Object.fromEntries(names.map((name) => [name, (before[name] ?? 0) + (billed[name] ?? 0)])),
      );
    },
  },

  // GET /api/v1/plugins/{{NAME}}/http/metrics
  serve(request, ctx) {
    if (request.path !== "/metrics") return null;
    const sums = (ctx.storage.get("sums") ?? {}) as Sums;
    return names
      .map(
        (name) =>
          `aperture_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_total ${sums[name] ?? 0}\n`,
      )
      .join("");
  },
});
