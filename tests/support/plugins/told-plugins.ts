import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writePlugin } from "./write-plugin.ts";

/** What a plugin of each runtime can be told by its setting `do`; the first is to work as it should. In-process nothing may loop for ever. */
export const tellable = {
  js: ["work", "loop", "memory", "throw", "forge", "hang"],
  wasm: ["even", "loop", "memory", "wish and fail", "forge", "flood of items"],
  native: ["work", "throw", "slow", "forge", "hang"],
} as const;

export type ToldRuntime = keyof typeof tellable;

const text = { type: "string", default: "" };
const module = join(import.meta.dirname, "../../fixtures/plugins-wasm/conformance.wasm");

/** What has fallen holds something of the host in every way: a socket, a watched folder, its store, a task that never ends. */
const code = (version: number): string => `
// version ${version}
let isWatching = false;
export default {
  stages: {
    after_zone(blocks, ctx) {
      const { do: told } = ctx.config;
      if (told === "loop") for (;;);
      if (told === "memory") for (const all = []; ; ) all.push(new Uint8Array(1 << 20));
      if (told === "throw") throw new Error("told to");
      if (told === "slow") for (let turn = 0; turn < 1e8; turn++);
      if (told === "forge") blocks.first.constructor = null;
      blocks.where({ role: "tool_result" }).level("trimmed", "told to");
    },
  },
  on: {
    async "turn-recorded"(event, ctx) {
      ctx.storage.set("turns", (ctx.storage.get("turns") ?? 0) + 1);
      if (ctx.config.do === "hang") await new Promise(() => {});
      if (!isWatching) isWatching = await ctx.fs.watch({ project: ctx.config.project });
      await ctx.net.fetch(ctx.config.url);
    },
  },
  uiPanel: () => ({ title: "Version", nodes: [{ kind: "text", text: "${version}" }] }),
};
`;

export interface ToldPlugin {
  readonly id: string;
  readonly runtime: ToldRuntime;
  readonly folder: string;
  /** Writes another version of it into its folder, one that starts or one that does not. */
  write(version: number, isBroken?: boolean): void;
}

/** A plugin in a folder of `parent` that does what its settings say. `net`: a host that it may call. It watches the folder of its name in the project. `deadlineMs`: of its stage. */
export function toldPlugin(
  parent: string,
  runtime: ToldRuntime,
  { id = `told-${runtime}`, net, deadlineMs = 30 }: { id?: string; net: string; deadlineMs?: number },
): ToldPlugin {
  const entry = runtime === "wasm" ? "plugin.wasm" : "plugin.js";
  const folder = join(parent, id);
  const write = (version: number, isBroken = false): void => {
    const isWasm = runtime === "wasm";
    writePlugin(
      parent,
      {
        name: id,
        version: `1.0.${version}`,
        runtime,
        entry,
        stages: [{ at: "after_zone", deadlineMs }],
        permissions: {
          blocks: { read: "content", write: ["level"] },
          events: { on: ["turn-recorded"] },
          storage: "64kb",
          panel: true,
          ...(isWasm ? {} : { net: [net], fs: { read: [`$PROJECT/${id}/**`], watch: true } }),
        },
        config: {
          type: "object",
          properties: { do: { type: "string", default: tellable[runtime][0] }, project: text, url: text },
        },
      },
      isBroken ? "export default {{{" : code(version),
    );
    if (isWasm && !isBroken) copyFileSync(module, join(folder, entry));
    // Two versions of one module are two packages all the same.
    if (isWasm) writeFileSync(join(folder, "VERSION"), String(version));
  };
  write(0);
  return { id, runtime, folder, write };
}
