import { code } from "@aperture/host/wasm/testing/build-module";
import { guestModule } from "@aperture/host/wasm/testing/guest-module";
import { canaries } from "./attack.ts";

/** Of each of them, ms. */
export const GOOD_MS = 50;

/** Has something that others want, and does something in every request. */
export const vault = {
  manifest: {
    name: "vault",
    stages: [{ at: "after_parse" as const, deadlineMs: GOOD_MS, filter: { role: ["tool_result" as const] } }],
    permissions: {
      blocks: { read: "content" as const, write: ["content" as const] },
      ...{ storage: "16kb", secrets: ["VAULT_KEY"], panel: true },
    },
  },
  entry: `
    export default {
      stages: {
        after_parse(blocks, ctx) {
          ctx.storage.set("vault", ${JSON.stringify(canaries.stored)});
          const plain = blocks.where({ role: "tool_result" });
          for (const block of plain)
            if (ctx.text.count(block, /compute\\(/) > 0) block.content(ctx.text.replace(block, /compute\\(/g, "vaulted("));
        },
      },
      actions: {
        open: async (input, ctx) => ({ stored: ctx.storage.get("vault"), units: (await ctx.secrets.get("VAULT_KEY")).length }),
      },
    };`,
};

/** A module on the thread that hostile ones share with it. */
export const goodModule = {
  manifest: {
    name: "good-module",
    runtime: "wasm" as const,
    entry: "plugin.wasm",
    stages: [{ at: "before_emit" as const, deadlineMs: GOOD_MS }],
    permissions: { blocks: { read: "metadata" as const } },
  },
  // Room for a conversation of any length that there is here: 64 bytes a block.
  entry: guestModule({ memory: [1, 0, 64], bodies: { aperture_stage: code.const(0) } }),
};
