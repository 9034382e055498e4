import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { writePlugin } from "../../support/plugins/write-plugin.ts";
import { type Watched, watchedPage } from "./open-browser.ts";
import { type Site, startSite } from "./start-site.ts";

export interface PluginSite extends Site {
  /** Folder that the conversation's project and the plugins' sources are in. */
  readonly folder: string;
  /** A plugin as its author has it; its folder. */
  write(manifest: Parameters<typeof writePlugin>[1], code: string): string;
  /** Writes it and installs it with everything that it asks for. */
  install(manifest: Parameters<typeof writePlugin>[1], code: string): Promise<void>;
  /** The page with a token, as `aperture open` opens it. */
  open(query: string, options?: Parameters<typeof watchedPage>[1]): Promise<Watched>;
}

/** Aperture with a conversation whose project is known, and a place to write plugins in. */
export async function pluginSite(browser: Browser): Promise<PluginSite> {
  const site = await startSite();
  const folder = mkdtempSync(join(tmpdir(), "aperture-plugins-"));
  await site.play();
  const { sessions } = await site.client.sessions();
  await site.client.setProject(sessions[0]!.id, folder);
  const write: PluginSite["write"] = (manifest, code) => writePlugin(folder, manifest, code);
  return {
    ...site,
    folder,
    write,
    async install(manifest, code) {
      await site.client.plugins.install({ path: write(manifest, code), grant: "all" });
    },
    async open(query, options = {}) {
      const watched = await watchedPage(browser, options);
      const { code } = await site.client.createPairing();
      await watched.page.goto(`${site.page}${query}#code=${code}`);
      return watched;
    },
    stop: async () => {
      await site.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Counts tool results, shows them, and can be told how. */
export const tally = {
  name: "tally",
  title: "Tally",
  description: "Counts tool results.",
  stages: [{ at: "after_parse" as const, filter: { role: ["tool_result" as const] } }],
  permissions: {
    blocks: { read: "metadata" as const, write: ["level" as const] },
    storage: "64kb",
    panel: true,
    secrets: ["API_KEY"],
  },
  config: {
    type: "object",
    properties: {
      word: { type: "string", title: "Word", default: "results", maxLength: 20 },
      limit: { type: "integer", title: "Limit", minimum: 1, maximum: 50, default: 10 },
      folders: { type: "array", items: { type: "string" }, default: [] },
    },
  },
};

export const tallyCode = `
export default {
  stages: {
    after_parse(blocks, ctx) {
      ctx.storage.set("seen", blocks.where({ role: "tool_result" }).length);
      ctx.log.info("counted");
    },
  },
  actions: {
    forget(_, ctx) { ctx.storage.set("seen", 0); return "forgotten"; },
    note(input, ctx) { ctx.storage.set("note", input); return "noted"; },
  },
  uiPanel: (ctx) => ({
    title: "Counts",
    nodes: [
      { kind: "row", children: [{ kind: "stat", label: ctx.config.word, value: String(ctx.storage.get("seen") ?? "none"), tone: "good" }] },
      { kind: "table", columns: [{ label: "block" }, { label: "what", align: "right" }], rows: [["block-20", "the twentieth"]] },
      { kind: "chart", form: "bar", unit: "tokens", series: [{ label: "saved", points: [[1, 4], [2, 9], [3, null]] }] },
      { kind: "button", label: "forget", action: "forget", confirm: "Forget what was counted?", tone: "bad" },
      { kind: "form", action: "note", submit: "Keep", fields: [
        { name: "text", label: "A note", type: "textarea" },
        { name: "loud", label: "Loud", type: "checkbox", value: true },
        { name: "count", label: "How many", type: "number", value: 3 },
        { name: "who", label: "For", type: "select", options: ["me", "all"] },
      ] },
      { kind: "text", text: "note: " + JSON.stringify(ctx.storage.get("note") ?? null), tone: "quiet" },
      { kind: "recorder", action: "note", label: "Say it", maxSeconds: 5 },
      { kind: "section", title: "More", open: false, children: [{ kind: "config" }] },
    ],
  }),
};
`;
