import { definePlugin } from "@aperture/sdk/plugin";
import manifest from "../aperture.plugin.json" with { type: "json" };

const address = /[\w.%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}\b/gi;

export default definePlugin(manifest, {
  stages: {
    // `onError: block` in the manifest: a request that this stage could not look through does not leave.
    after_parse(blocks, ctx) {
      const keep = new Set((ctx.config.keep ?? []) as readonly string[]);
      const known = new Set<string>();
      for (const block of blocks.where({ isReadable: true, isWritable: true })) {
        // The search runs beside the sandbox; the text itself never crosses into it.
        for (const { text } of ctx.text.search(block, address)) {
          const domain = text.slice(text.indexOf("@") + 1).toLowerCase();
          if (keep.has(domain) || known.has(text)) continue;
          known.add(text);
          block.redact(text, "a mail address");
        }
      }
    },
  },
});
