import { definePlugin } from "@aperture/sdk/plugin";
import manifest from "../aperture.plugin.json" with { type: "json" };

export default definePlugin(manifest, {
  stages: {
    after_zone(blocks, ctx) {
      const { old, veryOld } = ctx.config;
      const results = blocks.where({ role: "tool_result", pinned: false, isEditable: true, minTokens: 100 });
      results
        .where({ level: "original", minAge: old, maxAge: veryOld - 1 })
        .level("trimmed", `older than ${old} requests`);
      results
        .where({ level: ["original", "trimmed"], minAge: veryOld })
        .level("minimal", `older than ${veryOld} requests`);
    },
  },
});
