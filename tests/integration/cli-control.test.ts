import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Block, BlocksPage, Operation, OperationResult } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CachedConversation,
  type CachingUpstream,
  fileText,
  startCachingUpstream,
} from "../support/cached-conversation.ts";
import { createSandbox, type Sandbox } from "../support/cli-sandbox.ts";

// Operations from the command line to the bytes that the provider gets, and back: one running Aperture, one conversation whose
// prompt is cached.

let sandbox: Sandbox;
let upstream: CachingUpstream;
let agent: CachedConversation;

beforeAll(async () => {
  upstream = await startCachingUpstream();
  sandbox = await createSandbox({ APERTURE_UPSTREAM_ANTHROPIC: upstream.origin });
  expect(await sandbox.cli(["start", "--detach"])).toMatchObject({ code: 0 });
  agent = new CachedConversation(sandbox.ports.proxy, "shop");
  for (let turn = 0; turn < 5; turn += 1) expect(await agent.say()).toBe(200);
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
/** The tool results of the conversation, oldest first. */
const results = async (): Promise<Block[]> =>
  (await json<BlocksPage>("blocks", "list", "--role", "tool_result")).blocks;
const resultOf = async (index: number): Promise<Block> => {
  const block = (await results())[index];
  if (!block) throw new Error(`there is no result ${index}`);
  return block;
};

describe("a cached block", () => {
  test("waits with its price; a dry run before it did nothing", async () => {
    const { id } = await resultOf(0);
    const tried = await run("blocks", "compress", id, "--level", "minimal", "--dry-run");
    expect(tried).toContain("Dry run, nothing was done: 1 waits");
    expect(tried).toContain("What would be sent:");
    expect((await sandbox.cli(["pending"])).stderr).toContain("Nothing waits");
    const done = await run("blocks", "compress", id, "--level", "minimal", "--reason", "seen it");
    expect(done).toMatch(
      /waits +rewrites (about )?[\d,]+ cached tokens, (pays after [\d,]+ requests?|never pays); --now applies it$/m,
    );
    expect(done).toMatch(/^operation-\d+; `aperture undo operation-\d+` takes it back$/m);
    await agent.say();
    expect(upstream.last().text).toContain(JSON.stringify(fileText(0)).slice(1, -1));
    expect(await run("pending")).toMatch(/compress to minimal +waits +user +rewrites/);
    expect(await run("blocks", "list")).toMatch(new RegExp(`^${id} .*minimal waits`, "m"));
  });

  test("pending apply sends it with the next request, and undo brings the client's bytes back", async () => {
    const { id } = await resultOf(0);
    expect(await run("pending", "apply")).toMatch(/next request/);
    await agent.say();
    const first = JSON.stringify(fileText(0)).slice(1, -1);
    expect(upstream.last().text).not.toContain(first);
    expect(await run("blocks", "list")).toMatch(new RegExp(`^${id} .*minimal, \\d+ tokens`, "m"));
    expect(await run("blocks", "show", id)).toMatch(/^sent +minimal, \d+ tokens$/m);
    const versions = await run("blocks", "versions", id);
    expect(versions).toMatch(/^0 +original/m);
    expect(versions).toMatch(/^1 +compress +minimal .*sent +user/m);
    expect(await run("blocks", "diff", id)).toMatch(/^-\s*1\tconst value0_0/m);

    const undone = await run("undo", "--actor", "user", "--now");
    expect(undone).toMatch(/next request/);
    await agent.say();
    expect(upstream.last().text).toContain(first);
    expect((await sandbox.cli(["undo"])).code).toBe(4);
  });
});

describe("texts of one's own", () => {
  test("edit from stdin's place, remove to the trash, restore", async () => {
    const [edited, removed] = [await resultOf(1), await resultOf(2)];
    await run("blocks", "edit", edited.id, "--text", "edited by hand", "--now");
    await run("blocks", "remove", removed.id, "--now");
    await agent.say();
    const { text } = upstream.last();
    expect(text).toContain('"edited by hand"');
    expect(text).not.toContain("value2_7");
    const trash = await run("trash");
    expect(trash).toMatch(new RegExp(`^${removed.id} .*const value2_0`, "m"));
    await run("blocks", "restore", removed.id, edited.id, "--now");
    await agent.say();
    expect(upstream.last().text).toContain("value2_7");
    expect(upstream.last().text).not.toContain("edited by hand");
  });

  test("an inserted text is free at the end, and stays", async () => {
    const inserted = await run("blocks", "insert", "--text", "Remember: tabs, not spaces.");
    expect(inserted).toMatch(/next request +free/);
    await agent.say();
    expect(upstream.last().text).toContain("Remember: tabs, not spaces.");
    await agent.say();
    expect(upstream.last().text.split("Remember: tabs")).toHaveLength(2);
  });

  test("a redacted value never leaves again, and is in no log", async () => {
    const secret = "tiger-7791-secret";
    await agent.say(`password = ${secret}`);
    expect(upstream.last().text).toContain(secret);
    const block = (await results()).at(-1)!;
    await run("blocks", "redact", block.id, "--value", secret);
    await agent.say();
    expect(upstream.last().text).not.toContain(secret);
    const told = [await run("log"), await run("log", "--json"), await run("events", "--json")].join("\n");
    expect(told).toContain("redact");
    expect(told).not.toContain(secret);
    expect(readFileSync(join(sandbox.home, "aperture.log"), "utf8")).not.toContain(secret);
  });
});

describe("places, notes and the log", () => {
  test("pins and zones are recorded and shown", async () => {
    const { id } = await resultOf(3);
    expect(await run("blocks", "pin", id)).toMatch(/recorded/);
    expect(await run("blocks", "move", id, "--zone", "primacy")).toMatch(/recorded/);
    expect((await json<Block>("blocks", "show", id)).pinned).toBe("top");
    expect(await run("blocks", "show", id)).toMatch(/^zone +primacy, pinned to the top$/m);
    await run("blocks", "unpin", id);
    await run("blocks", "move", id, "--zone", "rule");
    expect((await json<Block>("blocks", "show", id)).pinned).toBeNull();
  });

  test("notes stand beside a block and are never sent", async () => {
    const { id } = await resultOf(3);
    const noted = await run("blocks", "note", id, "look", "here");
    const note = /note-\d+/.exec(noted)?.[0] ?? "";
    expect(await run("blocks", "notes", id)).toMatch(/^note-\d+ .* user +look here$/m);
    expect(await run("blocks", "show", id)).toMatch(/^notes +1: see/m);
    await agent.say();
    expect(upstream.last().text).not.toContain("look here");
    await run("blocks", "notes", id, "--remove", note);
    expect((await sandbox.cli(["blocks", "notes", id])).stderr).toContain("No notes yet");
  });

  test("the log says who did what, in pages", async () => {
    const { operations } = await json<{ operations: Operation[] }>("log", "--limit", "1000");
    expect(operations.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["compress", "undo", "edit", "redact", "pin"]),
    );
    expect(operations.find(({ kind }) => kind === "compress")).toMatchObject({ reason: "seen it", actor: "user" });
    const page = await sandbox.cli(["log", "--limit", "2"]);
    expect(page.stdout.trim().split("\n")).toHaveLength(3);
    const cursor = /--after (\S+)/.exec(page.stderr)?.[1] ?? "";
    expect(await run("log", "--limit", "2", "--after", cursor)).not.toContain(operations[0]!.id);
    expect(await run("log", operations[0]!.id)).toMatch(/^id +operation-\d+$/m);
  });
});

describe("refusals", () => {
  test.each([
    [["blocks", "remove", "block-99999"], 3],
    [["blocks", "remove", "block-99998", "block-99999"], 5],
    [["blocks", "compress", "--select", "role:tool_resul"], 5],
    [["blocks", "compress", "--select", "age>3", "--session", "nobody"], 3],
    [["blocks", "versions", "block-99999"], 3],
    [["undo", "operation-99999"], 3],
    [["undo", "--turn", "99999"], 4],
    [["log", "operation-99999"], 3],
    [["pending", "apply", "change-99999"], 3],
    [["blocks", "notes", "block-1", "--remove", "note-99999"], 3],
  ])("%j ends with %i and does nothing", async (args, code) => {
    const log = `http://127.0.0.1:${sandbox.ports.api}/api/v1/operations?limit=1000`;
    const read = async () => (await fetch(log)).text();
    const before = await read();
    const ran = await sandbox.cli(args);
    expect(ran, ran.stderr).toMatchObject({ code });
    expect(await read()).toBe(before);
  });

  test("some refused, some done: what happened to each is told, and the command has done something", async () => {
    const { id } = await resultOf(4);
    const ran = await sandbox.cli(["blocks", "compress", id, "block-99999", "--level", "minimal"]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^block-99999 .*refused .*\(not_found\)$/m);
    expect(ran.stdout).toMatch(/1 refused/);
    await run("undo");
  });

  test("a selector takes many at once", async () => {
    const before = await results();
    const select = ["blocks", "compress", "--select", "role:tool_result age>=6", "--dry-run"];
    const old = await json<OperationResult>(...select, "--level", "minimal");
    expect(old.items.length).toBeGreaterThan(1);
    expect(old.items.length).toBeLessThan(before.length);
    expect(old).toMatchObject({ dryRun: true, operation: null, summary: { refused: 0 } });
    // Every line of these files is another: there is nothing to trim.
    const trimmed = await sandbox.cli(select);
    expect(trimmed.stdout).toMatch(/refused .*\(nothing_gained\)$/m);
    expect(trimmed.code).toBe(5);
  });
});
