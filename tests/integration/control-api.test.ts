import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ApertureClient, type Block, type Hold, OperationResult, TurnPipeline } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import {
  CachedConversation,
  type CachingUpstream,
  fileText,
  startCachingUpstream,
} from "../support/cached-conversation.ts";
import { eventually } from "../support/eventually.ts";

// Operations over HTTP to the bytes that the provider gets: one running Aperture, one conversation whose prompt is cached.

let daemon: Daemon;
let upstream: CachingUpstream;
let agent: CachedConversation;
let client: ApertureClient;

beforeAll(async () => {
  upstream = await startCachingUpstream();
  daemon = await startDaemon({ upstreams: { anthropic: upstream.origin } });
  const token = readFileSync(join(daemon.home, "token"), "utf8").trim();
  client = new ApertureClient({ baseUrl: daemon.api, token: () => token });
  agent = new CachedConversation(daemon.proxyPort, "shop");
  for (let turn = 0; turn < 4; turn++) await say();
});
afterAll(async () => {
  await daemon.stop();
  await upstream.close();
});

const turnsSoFar = async () => {
  const { sessions } = await client.sessions();
  return sessions.length === 0 ? [] : (await client.turns("shop")).turns;
};
/** A turn of the agent, told and recorded. */
async function say(): Promise<void> {
  const before = (await turnsSoFar()).length;
  expect(await agent.say()).toBe(200);
  await eventually(async () => {
    const turns = await turnsSoFar();
    return turns.length > before && turns[0]?.outcome === "complete" ? true : undefined;
  }, "the turn is recorded");
}
const result = async (index: number): Promise<Block> => {
  const { blocks } = await client.blocks({ role: "tool_result", contentLimit: 1_000_000 });
  return blocks[index]!;
};
/** How a text stands inside the JSON that the upstream got. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const curl = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)("curl", ["--silent", "--show-error", "--max-time", "20", "--noproxy", "*", ...args]))
    .stdout;
const hasCurl = await curl("--version").then(
  () => true,
  () => false,
);

describe("the commands of the manual", () => {
  test("list the blocks, and compress two of them", async () => {
    if (!hasCurl && process.env.APERTURE_REQUIRE_ALL) throw new Error("needs curl");
    if (!hasCurl) return console.log("skipped: there is no curl");
    expect(JSON.parse(await curl(`${daemon.api}/api/v1/blocks`))).toMatchObject({ session: "session-1" });
    const body = '{"ids": ["block-1", "block-2"], "level": "summarized"}';
    const answer = OperationResult.parse(
      JSON.parse(await curl("-X", "POST", `${daemon.api}/api/v1/blocks/compress`, "-d", body)),
    );
    expect(answer.items.map(({ id }) => id)).toEqual(["block-1", "block-2"]);
    if (answer.operation !== null) await client.control.undo({ operation: answer.operation });
  });
});

describe("what a provider has cached", () => {
  test("is not rewritten until the user says now; undone it is the client's own again", async () => {
    const first = await result(0);
    const own = inJson(fileText(0));
    const waits = await client.control.compress({ ids: [first.id], level: "minimal" });
    expect(waits.items[0]).toMatchObject({ status: "pending", price: { turnsToPayBack: expect.any(Number) } });
    await say();
    expect(upstream.last().text).toContain(own);

    const asked = await client.control.compress({ ids: [first.id], level: "minimal", apply: "now" });
    expect(asked.items[0]).toMatchObject({ status: "next-request", change: waits.items[0]!.change });
    await say();
    expect(upstream.last().text).not.toContain(own);
    expect(await client.block(first.id)).toMatchObject({ level: "minimal", sent: { kind: "compress" }, pending: null });
    const { turns } = await client.turns("shop");
    const run = TurnPipeline.parse(await client.control.pipeline(turns[0]!.id));
    expect(run).toMatchObject({ governed: true, changes: [{ block: first.id, level: "minimal" }] });
    expect(run.stages.map(({ stage }) => stage)).toContain("decide");

    const undone = await client.control.undo({ operation: waits.operation!, apply: "now" });
    expect(undone.items[0]).toMatchObject({ status: "next-request" });
    await say();
    expect(upstream.last().text).toContain(own);
    expect(await client.block(first.id)).toMatchObject({ level: "original", sent: null, pending: null });
  });

  test("ends before what was not sent yet: there a change is free", async () => {
    const { blocks } = await client.blocks({ role: "assistant" });
    const answer = blocks.at(-1)!;
    const edited = await client.control.edit({ ids: [answer.id], content: "I read the file." });
    expect(edited.items[0]).toMatchObject({ status: "next-request", price: { costNow: 0 } });
    await client.control.undo({ operation: edited.operation! });
  });
});

describe("texts of the user's", () => {
  test("an insert stands where it was put, turn after turn, and goes when it is undone", async () => {
    const { operation, items } = await client.control.insert({ content: "Mind the tests." });
    await say();
    expect(upstream.last().text).toContain("Mind the tests.");
    const once = upstream.last().text.indexOf("Mind the tests.");
    await say();
    expect(upstream.last().text.indexOf("Mind the tests.")).toBe(once);
    expect(await client.block(items[0]!.id)).toMatchObject({ origin: "user", live: true });

    const edited = await client.control.edit({ ids: [items[0]!.id], content: "Mind the docs.", apply: "now" });
    await say();
    expect(upstream.last().text).toContain("Mind the docs.");
    expect(upstream.last().text).not.toContain("Mind the tests.");
    await client.control.undo({ operation: edited.operation!, apply: "now" });
    await say();
    expect(upstream.last().text).toContain("Mind the tests.");
    expect(upstream.last().text).not.toContain("Mind the docs.");
    await client.control.undo({ operation: operation!, apply: "now" });
    await say();
    expect(upstream.last().text).not.toContain("Mind the");
  });

  test("a redacted value never leaves again, and does when that is undone", async () => {
    const value = "compute(1, 7)";
    const block = await result(1);
    const { operation } = await client.control.redact({ ids: [block.id], values: [value] });
    await say();
    expect(upstream.last().text).not.toContain(value);
    expect(upstream.last().text).toContain("REDACTED_");
    await client.control.undo({ operation: operation! });
    await say();
    expect(upstream.last().text).toContain(value);
  });
});

describe("a checkpoint", () => {
  test("restored makes the same bytes again, and undoing that takes them back", async () => {
    const [one, two] = [await result(0), await result(1)];
    await client.control.compress({ ids: [one.id], level: "minimal", apply: "now" });
    await say();
    const { id } = await client.control.saveCheckpoint({ name: "one is short" });
    await client.control.undo({ actor: "user", apply: "now" });
    await client.control.remove({ ids: [two.id], apply: "now" });
    await say();
    expect(upstream.last().text).toContain(inJson(fileText(0)));
    expect(upstream.last().text).not.toContain(inJson(fileText(1)));

    const restored = await client.control.restoreCheckpoint(id, { apply: "now" });
    await say();
    expect(upstream.last().text).not.toContain(inJson(fileText(0)));
    expect(upstream.last().text).toContain(inJson(fileText(1)));
    await client.control.undo({ operation: restored.operation!, apply: "now" });
    await say();
    expect(upstream.last().text).toContain(inJson(fileText(0)));
    expect(upstream.last().text).not.toContain(inJson(fileText(1)));
    await client.control.undo({ actor: "user", apply: "now" });
    await say();
    expect(upstream.last().text).toContain(inJson(fileText(1)));
  });
});

describe("a held request", () => {
  async function held(): Promise<Hold> {
    const find = async () => (await client.control.holds()).holds.find(({ state }) => state === "held");
    return eventually(find, "the request is held");
  }

  test("goes with what was changed meanwhile", async () => {
    await client.control.hold({ timeout: 30_000 });
    const answered = say();
    const { id, turnId } = await held();
    expect(turnId).toMatch(/^turn-/);
    const newest = (await client.blocks({ role: "tool_result" })).blocks.at(-1)!;
    const edited = await client.control.edit({ ids: [newest.id], content: "nothing of interest" });
    await client.control.releaseHold(id);
    await answered;
    expect(upstream.last().text).toContain("nothing of interest");
    await client.control.undo({ operation: edited.operation!, apply: "now" });
    await say();
  });

  test("that is dropped does not leave", async () => {
    await client.control.hold({ timeout: 30_000 });
    const before = upstream.seen.length;
    const answered = agent.say();
    await client.control.releaseHold((await held()).id, { action: "drop" });
    expect(await answered).toBe(503);
    expect(upstream.seen).toHaveLength(before);
  });
});
