import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureClient } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { eventually } from "../support/eventually.ts";
import { conversationOf, GovernedAgent } from "../support/governed-agent.ts";
import { anthropicReply, anthropicTokenCount } from "../support/upstreams/anthropic.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// The database that holds the redactions is lost: what must not leave is then known to be unknown (law 4).

const secret = "hunter2-hunter2";
const body = { ...conversationOf("anthropic", { user: `the key: ${secret}`, result: "ok" }), stream: false };
const counting = "/v1/messages/count_tokens";
const usage = { input: 20, output: 5, cacheRead: 0 };

let home: string;
let upstream: Upstream;
let daemon: Daemon;
const start = async () => {
  daemon = await startDaemon({ upstreams: { anthropic: upstream.origin }, home });
};
const agent = (label: string) => new GovernedAgent(daemon.proxyPort, label);

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "aperture-lost-"));
  upstream = await startUpstream(({ target }, index) =>
    target.includes("count_tokens")
      ? anthropicTokenCount(42)
      : anthropicReply(
          { id: `l-${index}`, model: "m", parts: [{ type: "text", text: "ok" }], usage },
          { stream: false },
        ),
  );
  await start();
  const token = readFileSync(join(home, "token"), "utf8").trim();
  const api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
  await agent("hidden").send(body);
  const look = async () => (await api.blocks({ session: "hidden", role: "user" })).blocks[0]?.id;
  const id = await eventually(look, "recorded");
  await api.control.redact({ ids: [id], values: [secret] });
  await agent("hidden").send(body);
  expect(upstream.seen.at(-1)!.body.toString()).not.toContain(secret);
  await daemon.stop();
  upstream.seen.length = 0;
});
afterEach(async () => {
  await daemon?.stop();
  await upstream?.close();
  rmSync(home, { recursive: true, force: true });
});

const marker = () => join(home, "redactions.json");
const database = () => join(home, "aperture.db");

async function expectRefused(): Promise<void> {
  for (const target of [undefined, counting]) {
    const answer = await agent("hidden").send(body, {}, target);
    expect(answer.status).toBe(503);
    expect(answer.body).toContain("redactions.json");
    expect(answer.body).not.toContain(secret);
  }
  expect(upstream.seen).toEqual([]);
  // Others are not concerned.
  expect((await agent("open").send(body)).status).toBe(200);
  expect(upstream.seen).toHaveLength(1);
}

test("its first 4 KB are overwritten: it is set aside, and nothing of the conversation leaves until the file is removed", async () => {
  expect(readFileSync(marker(), "utf8")).not.toContain(secret);
  const handle = openSync(database(), "r+");
  writeSync(handle, Buffer.alloc(4096, "x"), 0, 4096, 0);
  closeSync(handle);
  await start();
  await expectRefused();
  await daemon.stop();
  await start();
  expect((await agent("hidden").send(body)).status).toBe(503);
  rmSync(marker());
  expect((await agent("hidden").send(body)).status).toBe(200);
});

test("a folder stands in its place: nothing of the conversation leaves; with the database back it leaves hidden", async () => {
  const kept = readFileSync(database());
  for (const end of ["", "-wal", "-shm"]) rmSync(database() + end, { force: true });
  mkdirSync(database());
  await start();
  await expectRefused();
  await daemon.stop();
  rmSync(database(), { recursive: true });
  const handle = openSync(database(), "w", 0o600);
  writeSync(handle, kept);
  closeSync(handle);
  await start();
  expect((await agent("hidden").send(body)).status).toBe(200);
  expect(upstream.seen.at(-1)!.body.toString()).not.toContain(secret);
  expect(existsSync(marker())).toBe(true);
});

test("it was deleted: nothing of the conversation leaves", async () => {
  for (const end of ["", "-wal", "-shm"]) rmSync(database() + end, { force: true });
  await start();
  await expectRefused();
});
