import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BudgetState, ContextHealth, Hold, Ledger, SessionControl, StagedItem } from "@aperture/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CachedConversation, type CachingUpstream, startCachingUpstream } from "../support/cached-conversation.ts";
import { createSandbox, type Sandbox } from "../support/cli-sandbox.ts";
import { eventually } from "../support/eventually.ts";

// A session as a whole from the command line: staging, holds, checkpoints, budget, mode, ledger.

let sandbox: Sandbox;
let upstream: CachingUpstream;
let agent: CachedConversation;

beforeAll(async () => {
  upstream = await startCachingUpstream();
  sandbox = await createSandbox({ APERTURE_UPSTREAM_ANTHROPIC: upstream.origin });
  expect(await sandbox.cli(["start", "--detach"])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await sandbox.close();
  await upstream.close();
});

const json = async <T>(...args: string[]): Promise<T> => {
  const ran = await sandbox.cli([...args, "--json"]);
  expect(ran, args.join(" ")).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(ran.stdout) as T;
};
const run = async (...args: string[]): Promise<string> => {
  const ran = await sandbox.cli(args);
  expect(ran, args.join(" ")).toMatchObject({ code: 0 });
  return ran.stdout;
};

test("before the first session every command says so", async () => {
  for (const command of [
    "ledger",
    "budget",
    "session health",
    "checkpoint save x",
    "blocks insert --text x",
    "hold arm",
  ])
    expect(await sandbox.cli(command.split(" ")), command).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringContaining("No session"),
    });
  agent = new CachedConversation(sandbox.ports.proxy, "shop");
  for (let turn = 0; turn < 3; turn += 1) expect(await agent.say()).toBe(200);
});

test("staged: a text, a file of the caller's folder and a command's output, each once", async () => {
  writeFileSync(join(sandbox.project, "CONVENTIONS.md"), "We use tabs.\n");
  const text = await run("stage", "add", "greeting", "--text", "Say hello first.", "--session", "shop");
  expect(text).toMatch(/^staged-\d+: enabled$/m);
  await run("stage", "add", "conventions", "--file", "CONVENTIONS.md", "--when", "file:src/**");
  const date = ["stage", "add", "date", "--command", "echo captured-$((40 + 2))", "--session", "shop"];
  const nowhere = await sandbox.cli(date);
  expect(nowhere).toMatchObject({ code: 4, stderr: expect.stringContaining("project") });
  await run("session", "project", "session-1", sandbox.project);
  await run(...date);
  const off = (await json<{ items: StagedItem[] }>("stage", "list")).items.find(({ name }) => name === "date")!;
  expect(await run("stage", "disable", off.id)).toContain("disabled");
  await agent.say();
  expect(upstream.last().text).toContain("Say hello first.");
  expect(upstream.last().text).toContain("We use tabs.");
  expect(upstream.last().text).not.toContain("captured-42");
  expect(await run("stage", "enable", off.id)).toContain("enabled");
  await agent.say();
  await agent.say();
  for (const once of ["Say hello first.", "We use tabs.", "captured-42"])
    expect(upstream.last().text.split(once), once).toHaveLength(2);
  const list = await run("stage", "list");
  expect(list).toMatch(/^ID +NAME +SESSION/);
  expect(list).toMatch(/conventions +every +recency +file:src\/\*\* .* went into 1 lane/);
  await run("stage", "remove", off.id);
  expect(await run("stage", "list")).not.toContain("captured");
  expect((await sandbox.cli(["stage", "remove", off.id])).code).toBe(3);
});

test("a wrong condition, a file that is not there: refused with what is wrong", async () => {
  const wrong = await sandbox.cli(["stage", "add", "x", "--text", "x", "--when", "regex:(a"]);
  expect(wrong).toMatchObject({ code: 5, stdout: "" });
  const absent = await sandbox.cli(["stage", "add", "x", "--file", "nothing.md"]);
  expect(absent).toMatchObject({ code: 5, stdout: "" });
  expect(absent.stderr).toContain("nothing.md");
});

test("hold: armed, held, changed, sent; dropped; disarmed", async () => {
  const armed = await json<Hold>("hold", "arm", "--timeout", "30");
  expect(armed).toMatchObject({ state: "armed", timeout: 30_000 });
  const before = upstream.seen.length;
  const held = agent.say();
  await eventually(
    async () => (await json<{ holds: Hold[] }>("hold")).holds.find(({ state }) => state === "held"),
    "the request is held",
  );
  expect(await run("hold", "list")).toMatch(/held: sent as it is at 20/);
  expect(upstream.seen).toHaveLength(before);
  await run("blocks", "insert", "--text", "Added while it was held.");
  expect(await run("hold", "send")).toContain(`${armed.id}: sent`);
  expect(await held).toBe(200);
  expect(upstream.last().text).toContain("Added while it was held.");

  await run("hold", "arm");
  const doomed = agent.say();
  await eventually(
    async () => (await json<{ holds: Hold[] }>("hold")).holds.find(({ state }) => state === "held"),
    "the request is held",
  );
  await run("hold", "drop");
  expect(await doomed).toBe(503);
  expect((await sandbox.cli(["hold", "drop"])).code).toBe(3);

  await run("hold", "arm");
  await run("hold", "disarm");
  expect(await agent.say()).toBe(200);
});

test("checkpoints: saved, compared, restored, removed", async () => {
  const { blocks } = await json<{ blocks: { id: string }[] }>("blocks", "list", "--role", "tool_result");
  const [first, second] = blocks as [{ id: string }, { id: string }];
  await run("blocks", "pin", first.id);
  const saved = /checkpoint-\d+/.exec(await run("checkpoint", "save", "pinned one"))?.[0] ?? "";
  expect((await sandbox.cli(["checkpoint", "diff", saved])).stderr).toContain("decide the same");
  await run("blocks", "unpin", first.id);
  await run("blocks", "pin", second.id, "--at", "bottom");
  const diff = await run("checkpoint", "diff", saved);
  expect(diff).toContain(first.id);
  expect(diff).toContain(second.id);
  expect(await run("checkpoint", "restore", saved, "--dry-run")).toContain("Dry run");
  await run("checkpoint", "restore", saved);
  expect((await sandbox.cli(["checkpoint", "diff", saved])).stderr).toContain("decide the same");
  expect(await run("checkpoint", "list")).toMatch(/^checkpoint-\d+ +pinned one +session-1/m);
  await run("checkpoint", "remove", saved);
  expect((await sandbox.cli(["checkpoint", "restore", saved])).code).toBe(3);
});

test("budget: what is not named stays", async () => {
  await run("budget", "set", "--limit", "90000", "--strategy", "condense");
  const state = await json<BudgetState>("budget", "set", "--low-water", "50");
  expect(state).toMatchObject({ budget: { limit: 90_000, strategy: "condense", lowWater: 0.5 }, limit: 90_000 });
  expect(await run("budget")).toMatch(/^limit +90,000 tokens\ncontext +(about )?[\d,]+ tokens \(\d+ %\)$/m);
  await run("budget", "set", "--limit", "window", "--strategy", "warn");
});

test("mode and holdout of a session", async () => {
  expect(await json<SessionControl>("session", "mode")).toMatchObject({ mode: "manual", holdout: false });
  expect(await json<SessionControl>("session", "mode", "auto")).toMatchObject({ mode: "auto" });
  expect(await json<SessionControl>("session", "mode", "configured")).toMatchObject({ mode: "manual" });
  expect(await run("session", "holdout", "on")).toMatch(/^holdout +on/m);
  expect(await run("session", "holdout", "off", "--session", "shop")).toMatch(/^holdout +off$/m);
  expect((await sandbox.cli(["session", "mode", "--session", "nobody"])).code).toBe(3);
});

test("ledger and health: figures of the session, and where they come from", async () => {
  await agent.say();
  const ledger = await json<Ledger>("ledger", "--session", "shop");
  expect(ledger).toMatchObject({ sessionId: "session-1" });
  expect(ledger.billedTurns).toBeGreaterThan(0);
  expect(ledger.billed.tokens).toBeGreaterThan(0);
  expect(await run("ledger")).toMatch(/^(saved|cost more) +[\d,]+ input-token equivalents/m);
  const health = await json<ContextHealth>("session", "health");
  expect(health.factors.map(({ name }) => name)).toContain("cache");
  expect(await run("session", "health")).toMatch(/^session-1: \d+ of 100\n\nFACTOR +SCORE +WEIGHT\n/);
});

test("nothing that a client or person wrote acts on the terminal", async () => {
  const hostile = "\u001b]0;owned\u0007\u009b2J\u202etext";
  await run("stage", "add", hostile, "--text", hostile, "--session", "shop", "--reason", hostile);
  await run("checkpoint", "save", hostile);
  const { blocks } = await json<{ blocks: { id: string }[] }>("blocks", "list", "--role", "tool_result");
  const { id } = blocks[0] as { id: string };
  await run("blocks", "note", id, hostile);
  await run("blocks", "edit", id, "--text", hostile, "--reason", hostile);
  const commands = [
    "stage list",
    "checkpoint list",
    `blocks notes ${id}`,
    "log",
    "pending",
    `blocks versions ${id}`,
    `blocks diff ${id}`,
  ];
  for (const command of [...commands, "blocks list", "trash", `blocks edit ${id} --text x${hostile} --dry-run`]) {
    for (const flags of [[], ["--json"]]) {
      const { stdout, stderr } = await sandbox.cli([...command.split(" "), ...flags]);
      expect(stdout + stderr, command).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
    }
  }
});
