import { definePlugin } from "@aperture/sdk/plugin";
import manifest from "../aperture.plugin.json" with { type: "json" };

const heading = /^#+ (?:the )?plan\b/im;

export default definePlugin(manifest, {
  stages: {
    after_zone(blocks, ctx) {
      const plans = blocks
        .where({ role: "assistant", isReadable: true })
        .filter((block) => ctx.text.count(block, heading) > 0);
      const newest = plans.last;
      if (newest && newest.pinned === null) newest.pin("top", "the plan");
    },
  },
});
