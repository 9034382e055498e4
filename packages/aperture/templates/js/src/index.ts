import { definePlugin } from "@aperture/sdk/plugin";
import manifest from "../aperture.plugin.json" with { type: "json" };

// What `blocks` and `ctx` can do follows from the manifest: what it does not ask for does not compile.
export default definePlugin(manifest, {
  stages: {
    after_zone(blocks, ctx) {
      const { age, tokens } = ctx.config;
      blocks
        .where({
          role: "tool_result",
          level: "original",
          pinned: false,
          isEditable: true,
          minAge: age,
          minTokens: tokens,
        })
        .level("trimmed", `older than ${age} requests`);
    },
  },
});
