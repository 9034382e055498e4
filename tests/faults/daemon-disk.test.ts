import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureClient, type Event } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { eventually } from "../support/eventually.ts";
import { providerReplies } from "../support/provider-replies.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";
import { fillUp, mountSmallDisk, type SmallDisk } from "./small-disk.ts";

let folder: string;
let disk: SmallDisk | null = null;
let upstream: Upstream;
let daemon: Daemon;
let api: ApertureClient;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "aperture-daemon-disk-"));
  upstream = await startUpstream(providerReplies("All the same."));
});
afterEach(async () => {
  await daemon?.kill();
  await upstream.close();
  disk?.release();
  disk = null;
  rmSync(folder, { recursive: true, force: true });
});

async function start(home: string): Promise<void> {
  daemon = await startDaemon({ upstreams: { anthropic: upstream.origin }, home });
  api = new ApertureClient({ baseUrl: daemon.api });
}

/** A request of its own conversation, `words` in it; what arrives and what comes back is what a direct one would see. */
async function ask(words: string): Promise<void> {
  const body = `{ "model":"m",  "messages":[{"role":"user","content":${JSON.stringify(words)}}], "n":1.0 }`;
  const before = upstream.seen.length;
  const send = (origin: string) => fetch(`${origin}/v1/messages`, { method: "POST", body });
  const response = await send(daemon.proxy);
  expect(response.status).toBe(200);
  const answer = await response.text();
  expect(upstream.seen).toHaveLength(before + 1);
  expect(upstream.seen[before]!.body.toString()).toBe(body);
  const direct = await (await send(upstream.origin)).text();
  // The scripted provider numbers its answers.
  const unnumbered = (text: string) => text.replace(/answer-\d+/, "answer");
  expect(unnumbered(answer)).toBe(unnumbered(direct));
}

/** The conversation with these words, once it is recorded with a complete turn. */
const recorded = (words: string) =>
  eventually(async () => {
    const { sessions } = await api.sessions();
    for (const session of sessions) {
      const { blocks } = await api.blocks({ session: session.id, q: words, scope: "all" });
      const { turns } = blocks.length > 0 ? await api.turns(session.id) : { turns: [] };
      if (turns[0]?.outcome === "complete") return session;
    }
    return undefined;
  }, `"${words}" is recorded`);

const status = (wanted: "ok" | "degraded") =>
  eventually(async () => {
    const health = await api.health();
    return health.status === wanted ? health : undefined;
  }, `health is ${wanted}`);

async function storeEvents(): Promise<string[]> {
  const events: Event[] = [];
  let last = Number.POSITIVE_INFINITY;
  for await (const frame of api.events({ since: 0 })) {
    if (frame.type === "hello") last = frame.last;
    else events.push(frame);
    if ((events.at(-1)?.seq ?? 0) >= last) break;
  }
  return events.flatMap((event) =>
    event.type === "store-degraded" || event.type === "store-recovered" ? [`${event.type}: ${event.data.reason}`] : [],
  );
}

test("the disk fills up under a running Aperture: requests pass, health says why, and with room it records again", async () => {
  disk = mountSmallDisk(join(folder, "small"), 6_000);
  if (disk === null) return;
  await start(disk.path);
  await ask("before the disk was full");
  await recorded("before the disk was full");
  const filler = join(disk.path, "filler");
  fillUp(filler);
  // Room that the database had taken already is used first.
  let passed = 0;
  for (; (await api.health()).status === "ok" && passed < 500; passed += 1) {
    await ask(`filling ${passed} ${randomBytes(15_000).toString("base64")}`);
  }
  const health = await status("degraded");
  expect(health.problems).toEqual([expect.stringMatching(/not recorded: the disk is full/)]);
  for (let n = 0; n < 20; n += 1) await ask(`while it is full ${n}`);
  expect((await api.health()).requests).toMatchObject({ total: 1 + passed + 20, failed: 0 });
  // What was recorded can still be read.
  await recorded("before the disk was full");

  rmSync(filler);
  await ask("after there was room again");
  await recorded("after there was room again");
  expect((await status("ok")).problems).toEqual([]);
  expect(await storeEvents()).toEqual([
    expect.stringMatching(/^store-degraded: the disk is full/),
    "store-recovered: the database can be written again",
  ]);
  console.log(`full disk: ${passed} requests until it was noticed, 20 while it was full, all passed unchanged`);
});

test.each([
  ["garbage from its first byte", 0],
  ["garbage behind its header", 100],
])("a database that became %s between two starts is set aside, and all goes on", async (_, from) => {
  await start(folder);
  for (let n = 0; n < 20; n += 1) await ask(`before ${n} ${randomBytes(3_000).toString("base64")}`);
  await recorded("before 19");
  const { epoch } = await api.health();
  await daemon.stop();
  const file = join(folder, "aperture.db");
  const { size } = statSync(file);
  expect(size).toBeGreaterThan(20_000);
  writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, from), randomBytes(size - from)]));

  await start(folder);
  await ask("after the damage");
  await recorded("after the damage");
  const health = await api.health();
  expect(health.status).toBe("ok");
  expect(health.epoch).not.toBe(epoch);
  expect((await api.sessions()).sessions).toHaveLength(1);
  const aside = readdirSync(folder).filter((name) => name.includes("corrupt") && !/-(wal|shm)$/.test(name));
  expect(aside).toHaveLength(1);
  expect(statSync(join(folder, aside[0]!)).size).toBe(size);
  expect(await storeEvents()).toEqual([
    expect.stringMatching(/^store-degraded: the database was damaged: /),
    expect.stringContaining(`the old one is ${join(folder, aside[0]!)}`),
  ]);
});
