import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readToken } from "@aperture/aperture/api/auth/token-file";
import { ApertureClient } from "@aperture/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CachedConversation, type CachingUpstream, startCachingUpstream } from "../support/cached-conversation.ts";
import { createSandbox, type Sandbox } from "../support/cli-sandbox.ts";
import { eventually } from "../support/eventually.ts";
import { writePlugin } from "../support/plugins/write-plugin.ts";

// `aperture plugin dev` beside a living Aperture with traffic: what its author sees, from the first build to Ctrl-C.

let sandbox: Sandbox;
let upstream: CachingUpstream;
let client: ApertureClient;
let agent: CachedConversation;
let folder: string;

const manifest = {
  name: "live-words",
  entry: "dist/plugin.js",
  stages: [{ at: "after_parse" as const, filter: { role: ["tool_result" as const] } }],
  permissions: {
    blocks: { read: "content" as const, write: ["content" as const] },
    notes: true,
    events: { on: ["turn-recorded"] },
  },
};

const source = (word: string): string => `
export default {
  stages: {
    after_parse(blocks: any, ctx: any) {
      blocks.where({ role: "tool_result" }).content((block: any) => ctx.text.replace(block, /compute/g, ${JSON.stringify(word)}), "another word");
      ctx.log.info("${word} is here");
    },
  },
  on: {
    async "turn-recorded"(event: any, ctx: any) {
      await ctx.note({ text: "seen", session: event.data.sessionId });
    },
  },
};
`;
const save = (text: string): void => writeFileSync(join(folder, "src/index.ts"), text);

beforeAll(async () => {
  upstream = await startCachingUpstream();
  sandbox = await createSandbox({ APERTURE_UPSTREAM_ANTHROPIC: upstream.origin });
  expect(await sandbox.cli(["start", "--detach"])).toMatchObject({ code: 0 });
  const token = readToken(sandbox.home);
  client = new ApertureClient({ baseUrl: `http://127.0.0.1:${sandbox.ports.api}`, token: () => token });
  agent = new CachedConversation(sandbox.ports.proxy, "live");
  for (const part of ["src", "dist"]) mkdirSync(join(sandbox.project, "live-words", part), { recursive: true });
  folder = writePlugin(sandbox.project, manifest, "");
  save(source("FIRST"));
});
afterAll(async () => {
  await sandbox.close();
  await upstream.close();
});

test("runs from its folder, shows each request as it was changed, reloads at a save, survives a broken one, leaves nothing", async () => {
  const dev = sandbox.start(["plugin", "dev", folder]);
  /** What it printed from `from` on, once that is in it. */
  const shown = (wanted: RegExp, from = 0) =>
    eventually(() => wanted.exec(dev.output().slice(from)) ?? undefined, `${wanted} in:\n${dev.output()}`);
  await shown(/^live-words runs \(built in \d+ ms\); running$/m);
  await shown(/Waiting for changes; Ctrl-C ends it/);

  // A request: what the provider got, what the author is shown of it.
  expect(await agent.say()).toBe(200);
  expect(upstream.last().text).toContain("const value0_0 = FIRST(0, 0);");
  await shown(/^turn-1 {2}after_parse {2}\d+\.\d\d ms {2}1 \w+$/m);
  await shown(/^ {2}block-\d+ {2}edit \(applied.*\) {2}another word$/m);
  await shown(/^ {4}-.*const value0_0 = compute\(0, 0\);$/m);
  await shown(/^ {4}\+.*const value0_0 = FIRST\(0, 0\);$/m);
  await shown(/^info {2}FIRST is here$/m);
  await shown(/^debug {2}notes\.add {2}\d+ ms$/m);
  await shown(/^used blocks\.read:content$/m);

  // A save: the next request meets the new code. How long it took is printed; how short that must be is the bench's.
  let from = dev.output().length;
  save(source("SECOND"));
  expect(Number((await shown(/^reloaded in (\d+) ms$/m, from))[1])).toBeLessThan(5_000);
  expect(await agent.say()).toBe(200);
  await shown(/^turn-2 {2}after_parse/m, from);
  await shown(/^ {4}\+.*const value1_0 = SECOND\(1, 0\);$/m, from);

  // A broken one: said where, the last good one goes on.
  from = dev.output().length;
  save("export default {");
  await shown(/src\/index\.ts:\d+: .*\n(.*\n)*The last good build goes on running/, from);
  expect(await agent.say()).toBe(200);
  await shown(/^ {4}\+.*const value2_0 = SECOND\(2, 0\);$/m, from);

  dev.child.kill("SIGINT");
  expect((await dev.finished).code).toBe(0);
  expect(dev.output()).toMatch(/live-words was taken out again\n$/);
  expect((await client.plugins.list()).plugins).toEqual([]);
  expect(readdirSync(sandbox.home).filter((name) => name.includes("plugin"))).toEqual([]);
  // Taken back as well: the next request says what the agent says.
  expect(await agent.say()).toBe(200);
  expect(upstream.last().text).toContain("const value3_0 = compute(3, 0)");
});
