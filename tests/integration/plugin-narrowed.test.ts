import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { readToken } from "@aperture/aperture/api/auth/token-file";
import { ApertureClient } from "@aperture/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CachedConversation, type CachingUpstream, startCachingUpstream } from "../support/cached-conversation.ts";
import { createSandbox, type Sandbox } from "../support/cli-sandbox.ts";
import { eventually } from "../support/eventually.ts";
import { writePlugin } from "../support/plugins/write-plugin.ts";

// Two projects, one plugin that carries out what it is told, and a user who takes that away in one of them.

let sandbox: Sandbox;
let upstream: CachingUpstream;
let client: ApertureClient;
const agents = new Map<string, CachedConversation>();
/** What arrived at the host that the plugin sends to: session, and the secret that came with it. */
const arrived: string[] = [];
const outside = createServer((request, response) => {
  arrived.push(`${request.url} ${request.headers["x-key"]}`);
  response.end("ok");
});

const code = (port: number) => `
export default {
  stages: { after_parse() {} },
  on: {
    async "turn-recorded"(event, ctx) {
      const tries = ctx.storage.get("tries") ?? [];
      let outcome = "sent";
      try {
        const headers = { "x-key": await ctx.secrets.get("KEY") };
        await ctx.net.fetch("http://127.0.0.1:${port}/" + event.data.sessionId, { headers });
      } catch (error) {
        outcome = String(error.message);
      }
      ctx.storage.set("tries", [...tries, event.data.sessionId + ": " + outcome]);
    },
  },
  uiPanel: (ctx) => ({ nodes: (ctx.storage.get("tries") ?? []).map((text) => ({ kind: "text", text })) }),
};
`;
const tries = async (): Promise<string[]> => {
  const { panel } = await client.plugins.panel("teller");
  return (panel?.nodes ?? []).map((node) => ("text" in node ? String(node.text) : ""));
};
/** Behind its first answer: the request itself is stored once the agent has it. */
const sessionOf = (label: string): Promise<string> =>
  eventually(
    async () => (await client.sessions()).sessions.find((session) => session.label === label)?.id,
    `there is a session ${label}`,
  );
/** A turn of one project's session; what the plugin said of it, or null where it was not told. */
async function turn(project: string, isTold = true): Promise<string | null> {
  const before = (await tries()).length;
  expect(await agents.get(project)!.say()).toBe(200);
  if (isTold)
    return eventually(
      async () => ((await tries()).length > before ? (await tries()).at(-1) : undefined),
      "it was told",
    );
  return null;
}
const cli = (...args: string[]) => sandbox.cli(["plugin", "grant", "teller", ...args]);

beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  const { port } = outside.address() as AddressInfo;
  upstream = await startCachingUpstream();
  sandbox = await createSandbox({ APERTURE_UPSTREAM_ANTHROPIC: upstream.origin });
  expect(await sandbox.cli(["start", "--detach"])).toMatchObject({ code: 0 });
  const token = readToken(sandbox.home);
  client = new ApertureClient({ baseUrl: `http://127.0.0.1:${sandbox.ports.api}`, token: () => token });
  for (const project of ["private", "open"]) {
    mkdirSync(join(sandbox.project, project));
    agents.set(project, new CachedConversation(sandbox.ports.proxy, project));
    expect(await agents.get(project)!.say()).toBe(200);
    await client.setProject(await sessionOf(project), join(sandbox.project, project));
  }
  const permissions = {
    events: { on: ["turn-recorded"], emit: [] },
    net: [`127.0.0.1:${port}`],
    secrets: ["KEY"],
    storage: "16kb",
    panel: true,
  };
  const stages = [{ at: "after_parse" as const }];
  const path = writePlugin(sandbox.project, { name: "teller", stages, permissions }, code(port));
  await client.plugins.install({ path, grant: "all" });
  await client.plugins.setSecret("teller", "KEY", "s3cr3t-value-1");
});
afterAll(async () => {
  await sandbox.close();
  await upstream.close();
  outside.close();
});

test("what works is what is taken away: one by one, in one project, and in no other", async () => {
  const [secret, open] = [await sessionOf("private"), await sessionOf("open")];
  const net = `net:127.0.0.1:${(outside.address() as AddressInfo).port}`;
  expect(await turn("private")).toBe(`${secret}: sent`);
  const before = arrived.length;

  expect(await cli("--project", "private", "--without", "secrets:KEY")).toMatchObject({ code: 0 });
  expect(await turn("private")).toMatch(/secrets:KEY/);
  expect(await cli("--project", "private", "--without", net)).toMatchObject({ code: 0 });
  expect(await turn("private")).toMatch(/net:127\.0\.0\.1/);
  expect(arrived).toHaveLength(before);

  expect(await cli("--project", "private", "--without", "events.on:turn-recorded")).toMatchObject({ code: 0 });
  await turn("private", false);
  expect(await turn("open")).toBe(`${open}: sent`);
  expect((await tries()).at(-2)).not.toMatch(/: sent$/);
  expect(arrived.slice(before)).toEqual([`/${open} s3cr3t-value-1`]);

  expect(await cli("--project", "private", "all")).toMatchObject({ code: 0 });
  expect(await turn("private")).toBe(`${secret}: sent`);
});

test("what cannot hold is refused: no such folder, and what belongs to no project", async () => {
  expect(await cli("--project", "privte", "--without", "secrets:KEY")).toMatchObject({
    code: 5,
    stderr: expect.stringContaining("there is no folder"),
  });
  for (const capability of ["panel", "storage:16kb"])
    expect(await cli("--project", "private", "--without", capability)).toMatchObject({
      code: 5,
      stderr: expect.stringContaining(`aperture plugin grant teller --without ${capability}`),
    });
  const { capabilities } = await client.plugins.info("teller");
  expect(capabilities.flatMap(({ narrowedIn }) => narrowedIn)).toEqual([]);
});

test("by a link to it, the project itself is narrowed", async () => {
  symlinkSync(join(sandbox.project, "private"), join(sandbox.project, "link"));
  const { stdout } = await cli("--project", "link", "--without", "secrets:KEY");
  expect(stdout).toContain(realpathSync(join(sandbox.project, "private")));
  expect(await turn("private")).toMatch(/secrets:KEY/);
});
