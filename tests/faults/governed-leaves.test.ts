import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ApertureClient } from "@aperture/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { eventually } from "../support/eventually.ts";
import { conversationOf, GovernedAgent } from "../support/governed-agent.ts";
import { anthropicReply } from "../support/upstreams/anthropic.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// A client that leaves while its request is held back: nothing of it reaches the provider, and its conversation goes on.

const attempts = process.env.APERTURE_DEEP === "1" ? 200 : 30;
const original = `the tool said ${"much ".repeat(200)}`;
const usage = { input: 20, output: 5, cacheRead: 0 };

let upstream: Upstream;
let daemon: Daemon;
let api: ApertureClient;
beforeAll(async () => {
  upstream = await startUpstream((_request, index) =>
    anthropicReply({ id: `l-${index}`, model: "m", parts: [{ type: "text", text: "ok" }], usage }, { stream: false }),
  );
  daemon = await startDaemon({ upstreams: { anthropic: upstream.origin } });
  const token = readFileSync(join(daemon.home, "token"), "utf8").trim();
  api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
});
afterAll(async () => {
  await daemon?.stop();
  await upstream?.close();
});

const body = (more: readonly string[] = [], result = original) =>
  JSON.stringify({ ...conversationOf("anthropic", { user: "Read the file.", result, more }), stream: false });
const edited = (text: string) => text.replace(JSON.stringify(original), '"short"');
const sessionOf = (label: string) =>
  eventually(async () => (await api.sessions()).sessions.find((each) => each.label === label), `session ${label}`);

async function governed(label: string): Promise<{ agent: GovernedAgent; session: string }> {
  const agent = new GovernedAgent(daemon.proxyPort, label);
  await agent.send(body());
  const { id: session } = await sessionOf(label);
  const { blocks } = await api.blocks({ session, role: "tool_result" });
  await api.control.edit({ ids: [blocks[0]!.id], content: "short", apply: "now" });
  return { agent, session };
}

test("while it is held: the hold ends, the turn is told as cancelled, the next request is edited as ever", async () => {
  const { agent, session } = await governed("held");
  const hold = await api.control.hold({ session, timeout: 60_000 });
  const before = upstream.seen.length;
  const leaving = new AbortController();
  const gone = agent.send(body(["Go on."]), { signal: leaving.signal }).catch((error: Error) => error.name);
  await eventually(
    async () => (await api.control.holds({ session })).holds.find(({ state }) => state === "held"),
    "the request is held",
  );
  leaving.abort();
  expect(await gone).toBe("AbortError");
  const ended = await eventually(
    async () =>
      (await api.control.holds({ session })).holds.find(({ id, state }) => id === hold.id && state !== "held"),
    "the hold ended",
  );
  expect(ended).toMatchObject({ state: "dropped", until: null });
  await expect(api.control.releaseHold(hold.id)).rejects.toMatchObject({ problem: { code: "hold_ended" } });
  const turn = await eventually(async () => {
    const { turns } = await api.turns(session);
    return turns.length === 2 && turns[0]!.outcome !== "running" ? turns[0] : undefined;
  }, "the turn has ended");
  expect(turn).toMatchObject({ outcome: "cancelled", answerBlocks: [] });
  expect(upstream.seen).toHaveLength(before);

  const sent = body(["Go on."]);
  expect((await agent.send(sent)).status).toBe(200);
  expect(upstream.seen.at(-1)!.body.toString()).toBe(edited(sent));
});

test("a request that is dropped gets an answer its agent can read, and reaches nobody", async () => {
  const { agent, session } = await governed("dropped");
  const { id } = await api.control.hold({ session, timeout: 60_000 });
  const before = upstream.seen.length;
  const sending = agent.send(body(["Go on."]));
  await eventually(
    async () => (await api.control.holds({ session })).holds.find(({ state }) => state === "held"),
    "the request is held",
  );
  await api.control.releaseHold(id, { action: "drop" });
  const answer = await sending;
  expect(answer.status).toBe(503);
  expect(JSON.parse(answer.body)).toMatchObject({ code: "request_dropped", error: { type: "request_dropped" } });
  expect(upstream.seen).toHaveLength(before);
});

test(`while it is read and decided, ${attempts} times at another moment: it leaves whole and edited, or not at all`, async () => {
  const { agent, session } = await governed("decided");
  // Large enough that reading it takes a few turns of the event loop.
  const filler = Array.from({ length: 2_000 }, (_, n) => `part ${n} ${"of many words ".repeat(60)}`);
  const before = upstream.seen.length;
  const attempt = (n: number) => body([...filler, `attempt ${n}.`]);
  for (let n = 0; n < attempts; n += 1) {
    const leaving = new AbortController();
    const sending = agent.send(attempt(n), { signal: leaving.signal }).catch((error: Error) => error.name);
    await sleep((n % 15) * 8);
    leaving.abort();
    await sending;
    const isQuiet = async () => ((await api.health()).requests.inFlight === 0 ? true : undefined);
    await eventually(isQuiet, "nothing is under way");
  }
  const arrived = upstream.seen.slice(before).map(({ body: bytes }) => bytes.toString());
  const left = arrived.length;
  for (const text of arrived) expect(text).toBe(edited(attempt(Number(/attempt (\d+)\./.exec(text)![1]))));
  console.log(
    `left while it was decided: ${attempts} times, ${left} had left for the provider, all of them whole and edited`,
  );
  const sent = body([...filler, "the end"]);
  expect((await agent.send(sent)).status).toBe(200);
  expect(upstream.seen.at(-1)!.body.equals(Buffer.from(edited(sent)))).toBe(true);
  expect(await api.health()).toMatchObject({ status: "ok", requests: { failed: 1 } });
  const { turns } = await eventually(async () => {
    const page = await api.turns(session);
    return page.turns.every(({ outcome }) => outcome !== "running") ? page : undefined;
  }, "every turn has ended");
  expect(turns[0]).toMatchObject({ outcome: "complete" });
}, 300_000);
