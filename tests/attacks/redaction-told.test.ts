import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ApertureClient } from "@aperture/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { eventually } from "../support/eventually.ts";
import { conversationOf } from "../support/governed-agent.ts";
import { anthropicReply } from "../support/upstreams/anthropic.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// What Aperture itself says of a conversation with redactions: names, notes, and texts for callers without the token.

const secret = "hunter2-hunter2";
const said = { ...conversationOf("anthropic", { user: `key ${secret}`, result: "ok" }), stream: false };
const usage = { input: 20, output: 5, cacheRead: 0 };

let upstream: Upstream;
let daemon: Daemon;
let api: ApertureClient;
let stranger: ApertureClient;
let session: string;
let block: string;
beforeAll(async () => {
  upstream = await startUpstream((_, index) =>
    anthropicReply({ id: `t-${index}`, model: "m", parts: [{ type: "text", text: "ok" }], usage }, { stream: false }),
  );
  daemon = await startDaemon({ upstreams: { anthropic: upstream.origin } });
  const token = readFileSync(join(daemon.home, "token"), "utf8").trim();
  api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
  stranger = new ApertureClient({ baseUrl: daemon.api });
  const headers = { "content-type": "application/json" };
  // No tag: it is recognised, and labelled, by its first words.
  await fetch(`${daemon.proxy}/v1/messages`, { method: "POST", headers, body: JSON.stringify(said) });
  const first = await eventually(async () => (await api.blocks({ role: "user" })).blocks[0], "recorded");
  session = first.sessionId;
  block = first.id;
  expect((await api.sessions()).sessions[0]!.label).toContain(secret);
  await api.control.redact({ ids: [block], values: [secret] });
});
afterAll(async () => {
  await daemon?.stop();
  await upstream?.close();
});

test("its label, checkpoints, staged items and notes say the placeholder", async () => {
  expect((await api.sessions()).sessions[0]!.label).toMatch(/key REDACTED_/);
  const checkpoint = await api.control.saveCheckpoint({ session, name: `before ${secret}` });
  const note = await api.control.addNote(block, `it says ${secret}`);
  const told = JSON.stringify([checkpoint, note, await api.control.checkpoints({ session })]);
  expect(told.match(/REDACTED_/g)!.length).toBeGreaterThanOrEqual(3);
  expect(told).not.toContain(secret);
});

test("without the token its texts are shown as they leave: blocks, lists, differences; with it as they came", async () => {
  const { change } = (await api.block(block)).pending ?? {};
  expect(change).toBeDefined();
  const read = async (who: ApertureClient) =>
    JSON.stringify([
      await who.block(block),
      await who.blocks({ session }),
      await who.blocks({ session, scope: "all", contentLimit: 10 }),
      await who.control.diff(block, { from: 0, to: 0 }),
      await who.control.diff(block, { from: 1, to: 0 }).catch(() => null),
      await who.control.versions(block),
    ]);
  expect(await read(api)).toContain(secret);
  const shown = await read(stranger);
  expect(shown).not.toContain("hunter");
  expect(shown).toContain("REDACTED_");
});

test("without the token no search tells whether a text says it", async () => {
  for (const query of [{ q: "hunter2" }, { q: "hun" }, { select: `text("hunter2")` }]) {
    const found = async (who: ApertureClient) =>
      who.blocks({ session, ...query }).then(
        ({ total }) => total,
        () => 0,
      );
    expect(await found(stranger)).toBe(0);
    if (query.q) expect(await found(api)).toBe(1);
  }
});
