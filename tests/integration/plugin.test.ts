import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readToken } from "@aperture/aperture/api/auth/token-file";
import { ApertureClient, ApiError, type Event, type PluginInfo } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CachedConversation,
  type CachingUpstream,
  fileText,
  startCachingUpstream,
} from "../support/cached-conversation.ts";
import { createSandbox, type Sandbox } from "../support/cli-sandbox.ts";
import { eventually } from "../support/eventually.ts";
import { writePlugin } from "../support/plugins/write-plugin.ts";

// A plugin of somebody else's from its folder to the bytes that the provider gets, and out again: one running Aperture, the command line,
// the API, one conversation.

let sandbox: Sandbox;
let upstream: CachingUpstream;
let client: ApertureClient;
let agent: CachedConversation;

const manifest = {
  name: "word-swap",
  description: "Says another word in what tools answered.",
  stages: [{ at: "after_parse" as const, filter: { role: ["tool_result" as const] } }],
  permissions: {
    blocks: { read: "content" as const, write: ["content" as const] },
    staging: true,
    storage: "16kb",
    events: { emit: ["swapped"], on: ["turn-recorded"] },
    panel: true,
    serve: true,
    secrets: ["WORD_KEY"],
  },
  config: { type: "object", properties: { word: { type: "string", default: "PLUGGED" } } },
};

const code = `
export default {
  stages: {
    after_parse(blocks, ctx) {
      const results = blocks.where({ role: "tool_result" });
      results.content((block) => ctx.text.replace(block, /compute\\(/g, ctx.config.word + "("), "another word");
      ctx.log.info("swapped in " + results.length);
    },
  },
  on: {
    async "turn-recorded"(event, ctx) {
      ctx.storage.set("turns", (ctx.storage.get("turns") ?? 0) + 1);
      await ctx.stage({ key: "reminder", text: "Mind the swapped words.", session: event.data.sessionId });
      await ctx.emit("swapped", { turns: ctx.storage.get("turns") });
    },
  },
  actions: {
    async echo(input, ctx) {
      return { said: input.word, key: (await ctx.secrets.get("WORD_KEY")) !== null };
    },
  },
  uiPanel: (ctx) => ({ title: "Words", nodes: [{ kind: "stat", label: "turns", value: String(ctx.storage.get("turns") ?? 0) }] }),
  serve: ({ path }) => (path === "/figures" ? "turns 1\\n" : undefined),
};
`;

const cli = (...args: string[]) => sandbox.cli(["plugin", ...args]);
const run = async (...args: string[]): Promise<string> => {
  const ran = await cli(...args);
  expect(ran, args.join(" ")).toMatchObject({ code: 0 });
  return ran.stdout;
};
const state = async (): Promise<string> => (await client.plugins.info("word-swap")).state;
const sent = (): string => upstream.last().text;
/** As it stands in the JSON of a body. */
const inBody = (text: string): string => JSON.stringify(text).slice(1, -1);
const swapped = (number: number): string => inBody(fileText(number).replaceAll("compute(", "PLUGGED("));

const connect = (): ApertureClient => {
  const token = readToken(sandbox.home);
  return new ApertureClient({ baseUrl: `http://127.0.0.1:${sandbox.ports.api}`, token: () => token });
};

beforeAll(async () => {
  upstream = await startCachingUpstream();
  sandbox = await createSandbox({ APERTURE_UPSTREAM_ANTHROPIC: upstream.origin });
  expect(await cli("list")).toMatchObject({ code: 7, stdout: "" });
  expect(await sandbox.cli(["start", "--detach"])).toMatchObject({ code: 0 });
  client = connect();
  agent = new CachedConversation(sandbox.ports.proxy, "shop");
  writePlugin(sandbox.project, manifest, code);
});
afterAll(async () => {
  await sandbox.close();
  await upstream.close();
});

describe("its life", () => {
  test("nobody's consent, nothing installed", async () => {
    expect(await cli("install", "./word-swap")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("give --yes"),
    });
    const nowhere = { path: join(sandbox.project, "nowhere"), grant: "all" as const };
    expect(await codeOf(client.plugins.install(nowhere))).toBe("plugin_package_refused");
    expect((await client.plugins.list()).plugins).toEqual([]);
    expect(folders()).toEqual([]);
  });

  test("is installed after its permissions were shown, and runs", async () => {
    const ran = await cli("install", "./word-swap", "--yes", "--grant", "all");
    expect(ran).toMatchObject({ code: 0, stdout: "word-swap 1.0.0: running\n" });
    expect(ran.stderr).toMatch(/^It may:$/m);
    expect(ran.stderr).toMatch(/^ +blocks\.write:content +\S/m);
    const { capabilities, unhandled } = await client.plugins.info("word-swap");
    expect(capabilities.every(({ granted }) => granted)).toBe(true);
    expect(unhandled).toEqual([]);
    expect(folders()).toHaveLength(1);
  });

  test("off, on and anew, by one word each", async () => {
    expect(await client.plugins.disable("word-swap")).toMatchObject({ state: "disabled", memory: null });
    expect(await client.plugins.enable("word-swap")).toMatchObject({ state: "running" });
    expect(await client.plugins.reload("word-swap")).toMatchObject({ state: "running" });
    const unknown = await client.plugins.enable("word-swop").catch((error: Error) => error.message);
    expect(unknown).toBe("There is no plugin word-swop. Did you mean word-swap?");
  });

  test("settings, permissions, secrets, action, panel and answers of its own", async () => {
    const { plugins } = client;
    expect((await plugins.info("word-swap")).config).toEqual({ word: "PLUGGED" });
    expect(await codeOf(plugins.update("word-swap", { config: { wrod: "X" } }))).toBe("plugin_config_invalid");
    await plugins.setSecret("word-swap", "WORD_KEY", "hunter2hunter2");
    expect(filesWith("hunter2hunter2")).toEqual(["plugin-secrets.json"]);
    const echo = await plugins.action("word-swap", "echo", { word: "hello" });
    expect(echo).toEqual({ result: { said: "hello", key: true } });
    expect(await run("panel", "word-swap")).toBe("WORDS\nturns: 0\n");
    const figures = await fetch(`http://127.0.0.1:${sandbox.ports.api}/api/v1/plugins/word-swap/http/figures`);
    expect([figures.status, await figures.text()]).toEqual([200, "turns 1\n"]);
    await run("grant", "word-swap", "--without", "serve");
    expect((await fetch(figures.url)).status).toBe(403);
    await plugins.update("word-swap", { grant: "all" });
    expect((await fetch(figures.url)).status).toBe(200);
  });
});

describe("what it does to a request", () => {
  test("is in what the provider gets, under its name", async () => {
    await agent.say();
    await eventually(async () => (await client.control.staging()).items[0], "it staged a text");
    await agent.say();
    for (const number of [0, 1]) {
      expect(sent()).toContain(swapped(number));
      expect(sent()).not.toContain(inBody(fileText(number)));
    }
    expect(sent()).toContain("Mind the swapped words.");
    const { effect, stages } = await client.plugins.info("word-swap");
    expect(effect).toMatchObject({ applied: 3, pending: 0 });
    expect(stages[0]).toMatchObject({ hook: "after_parse", failures: 0 });
    expect(stages[0]!.calls).toBeGreaterThanOrEqual(2);
    const { blocks } = await client.blocks({ role: "tool_result" });
    const { versions } = await client.control.versions(blocks.at(-1)!.id);
    expect(versions.at(-1)).toMatchObject({ kind: "edit", actor: "plugin:word-swap" });
    const { turns } = await client.turns("session-1");
    const { stages: runs } = await client.control.pipeline(turns[0]!.id);
    expect(JSON.stringify(runs)).toContain("plugin:word-swap/after_parse");
    expect(await run("logs", "word-swap")).toMatch(/ info +swapped in 1$/m);
  });

  test("it hears what happened, keeps it and tells it", async () => {
    const shown = async () => JSON.stringify(await client.plugins.panel("word-swap"));
    await eventually(async () => ((await shown()).includes('"value":"2"') ? true : undefined), "it counted two turns");
    const told = { data: { plugin: "word-swap", name: "word-swap/swapped" } };
    await eventually(async () => ((await pluginEvents()).length === 2 ? true : undefined), "it told of both");
    expect(await pluginEvents()).toMatchObject([told, told]);
  });

  test("is taken back by one command: the next request has the client's bytes", async () => {
    await client.plugins.disable("word-swap");
    expect(await run("undo", "word-swap", "--now")).toMatch(/^[1-9]\d* things of word-swap taken back\n$/);
    await agent.say();
    for (const number of [0, 1, 2]) expect(sent()).toContain(inBody(fileText(number)));
    expect(sent()).not.toContain("PLUGGED(");
    expect(sent()).not.toContain("Mind the swapped words.");
    await client.plugins.enable("word-swap");
    await agent.say();
    expect(sent()).toContain(swapped(3));
  });
});

describe("one that hangs", () => {
  test("holds up no request for long, is quarantined with the third strike, and comes back when it is enabled", async () => {
    const stages = [{ at: "after_parse" as const, deadlineMs: 20 }];
    const hang = { name: "hang", stages, permissions: { blocks: {} } };
    const path = writePlugin(sandbox.project, hang, "export default { stages: { after_parse() { for (;;); } } };");
    await client.plugins.install({ path, grant: "all" });
    // While it comes up again after it was ended, requests pass it by, without a strike.
    const settled = async () => {
      const { state: now } = await client.plugins.info("hang");
      return now === "starting" ? undefined : now;
    };
    let requests = 0;
    while ((await eventually(settled, "it is up or out")) === "running" && requests++ < 10)
      expect(await agent.say()).toBe(200);
    const { state: now, trouble } = await client.plugins.info("hang");
    expect([now, trouble]).toEqual(["quarantined", expect.stringContaining("longer than 20 ms")]);
    expect(await run("enable", "hang")).toBe("hang: running\n");
    await client.plugins.remove("hang", { purge: true });
  });
});

test("one whose code handles less than it declares, or is never called, is told by doctor", async () => {
  const stages = [{ at: "after_parse" as const, filter: { toolName: ["NoSuchTool"] } }, { at: "after_zone" as const }];
  const path = writePlugin(
    sandbox.project,
    { name: "idle", stages, permissions: { blocks: {}, panel: true } },
    "export default { stages: { after_parse() {} } };",
  );
  await client.plugins.install({ path, grant: "all" });
  expect(await agent.say()).toBe(200);
  const { stdout } = await sandbox.cli(["doctor"]);
  expect(stdout).toMatch(/^warn +plugin idle: declares what its code does not handle: stages: after_zone, panel/m);
  expect(stdout).toMatch(
    /^warn +plugin idle: its stage after_parse was never called: its filter matched nothing in \d+ requests?/m,
  );
  expect(stdout).not.toMatch(/its stage after_zone was never called/);
  await client.plugins.remove("idle", { purge: true });
});

describe("over a restart", () => {
  test("safe mode runs none and doctor says so; without it, what was on is on", async () => {
    expect(await sandbox.cli(["stop"])).toMatchObject({ code: 0 });
    expect(await sandbox.cli(["start", "--detach", "--safe-mode"])).toMatchObject({ code: 0 });
    expect(await client.plugins.list()).toMatchObject({ safeMode: true, plugins: [{ id: "word-swap" }] });
    expect(await state()).not.toBe("running");
    expect(await codeOf(client.plugins.enable("word-swap"))).toBe("plugins_off");
    expect((await sandbox.cli(["doctor"])).stdout).toMatch(/^warn +plugins: safe mode/m);
    expect(await sandbox.cli(["stop"])).toMatchObject({ code: 0 });
    expect(await sandbox.cli(["start", "--detach"])).toMatchObject({ code: 0 });
    await eventually(async () => ((await state()) === "running" ? true : undefined), "it runs again");
  });
});

describe("removing", () => {
  test("leaves nothing: no files, rows, secrets, staged texts, listeners, and no trace in what is sent", async () => {
    await agent.say();
    expect(sent()).toContain("PLUGGED(");
    expect(await run("remove", "word-swap", "--purge", "--now")).toMatch(
      /^removed word-swap; \d+ things? taken back; with what it stored\n$/,
    );
    expect(await codeOf(client.plugins.info("word-swap"))).toBe("plugin_not_found");
    await eventually(() => (folders().length === 0 ? true : undefined), "its folder is gone");
    expect(rowsOf("word-swap")).toEqual([]);
    expect(filesWith("hunter2hunter2")).toEqual([]);
    expect((await client.control.staging()).items).toEqual([]);
    const told = (await pluginEvents()).length;
    await agent.say();
    expect(sent()).not.toContain("PLUGGED(");
    expect(sent()).toContain(inBody(fileText(0)));
    expect(await pluginEvents()).toHaveLength(told);
  });

  test("a name that comes again finds nothing of the one before", async () => {
    const path = join(sandbox.project, "word-swap");
    const again: PluginInfo = await client.plugins.install({ path, grant: "all" });
    expect(again).toMatchObject({ state: "running", config: { word: "PLUGGED" }, effect: { applied: 0, pending: 0 } });
    expect(await client.plugins.secrets("word-swap")).toEqual({ secrets: [{ name: "WORD_KEY", set: false }] });
    expect(await client.plugins.panel("word-swap")).toMatchObject({ panel: { nodes: [{ value: "0" }] } });
    expect((await client.plugins.logs("word-swap")).lines).toEqual([]);
  });
});

/** Copies of plugins in Aperture's home. */
const folders = (): string[] => {
  const folder = join(sandbox.home, "plugins");
  return existsSync(folder) ? readdirSync(folder) : [];
};

/** Files of Aperture's home, the log and the database among them, in which this stands. */
const filesWith = (text: string): string[] =>
  readdirSync(sandbox.home, { withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(sandbox.home, entry.name), "latin1").includes(text))
    .map(({ name }) => name);

/** Rows of the plugins' tables that name it. */
function rowsOf(id: string): string[] {
  const database = new DatabaseSync(join(sandbox.home, "aperture.db"), { readOnly: true });
  const tables = Object.entries({ plugins: "id", plugin_values: "plugin", plugin_logs: "plugin" });
  try {
    return tables
      .filter(([table, column]) => database.prepare(`SELECT 1 FROM ${table} WHERE ${column} = ?`).get(id))
      .map(([table]) => table);
  } finally {
    database.close();
  }
}

/** What plugins told so far. */
async function pluginEvents(): Promise<Event[]> {
  const events: Event[] = [];
  let last = 0;
  for await (const event of client.events({ since: 0 })) {
    if (event.type === "hello") last = event.last;
    else events.push(event);
    if ((events.at(-1)?.seq ?? 0) >= last) break;
  }
  return events.filter(({ type }) => type === "plugin-event");
}

/** The code of the problem that a call is refused with. */
const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "nothing was refused",
    (error: unknown) => (ApiError.is(error) ? error.problem.code : String(error)),
  );
