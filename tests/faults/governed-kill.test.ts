import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ApertureClient, type Operation } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { eventually } from "../support/eventually.ts";
import { freePorts } from "../support/free-ports.ts";
import { GovernedAgent } from "../support/governed-agent.ts";
import { anthropicReply } from "../support/upstreams/anthropic.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

const rounds = process.env.APERTURE_DEEP === "1" ? 50 : 7;
const usage = { input: 20, output: 5, cacheRead: 0 };
/** Questions of the conversation: each is a block that can be edited once. */
const questions = 400;

let home: string;
let upstream: Upstream;
let daemon: Daemon | undefined;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "aperture-governed-kill-"));
  upstream = await startUpstream((_request, index) => ({
    ...anthropicReply({ id: `k-${index}`, model: "m", parts: [{ type: "text", text: "ok" }], usage }, { stream: true }),
    gapMs: 1,
  }));
});
afterEach(async () => {
  await daemon?.kill();
  await upstream.close();
  rmSync(home, { recursive: true, force: true });
});

type Message = { readonly role: string; readonly content: string };
const messagesOf = (bytes: Buffer) => (JSON.parse(bytes.toString()) as { messages: Message[] }).messages;
const question = (n: number): string => `Question ${n}: ${"what about it? ".repeat(20)}`;
const conversation = (turn: number): Message[] =>
  Array.from({ length: questions + turn }, (_, n) => [
    { role: "user", content: question(n) },
    { role: "assistant", content: `Answer ${n}.` },
  ])
    .flat()
    .slice(0, -1);

interface Told {
  readonly operation: string;
  readonly block: string;
  readonly text: string;
}

/** The whole action log. */
async function logOf(api: ApertureClient): Promise<Map<string, Operation>> {
  const found = new Map<string, Operation>();
  let after: string | undefined;
  do {
    const page = await api.control.operations({ limit: 1_000, ...(after ? { after } : {}) });
    for (const operation of page.operations) found.set(operation.id, operation);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return found;
}

test(`kill -9 ×${rounds} while operations are written and requests run: what was acknowledged is there, what was applied stays`, {
  timeout: 600_000,
}, async () => {
  const [proxy = 0, apiPort = 0] = await freePorts(2);
  const upstreams = { anthropic: upstream.origin };
  const agent = new GovernedAgent(proxy, "killed");
  let turn = 1;
  const ask = async (): Promise<void> => {
    const answer = await agent.send({ model: "m", max_tokens: 9, stream: true, messages: conversation(turn) });
    if (answer.status !== 200) throw new Error(`status ${answer.status}: ${answer.body}`);
    turn += 1;
  };
  const told: Told[] = [];
  let open: string[] | undefined;

  for (let round = 0; round < rounds; round += 1) {
    daemon = await startDaemon({ upstreams, home, ports: { proxy, api: apiPort } });
    expect(readdirSync(home).filter((name) => name.includes("corrupt"))).toEqual([]);
    const token = readFileSync(join(home, "token"), "utf8").trim();
    const api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
    const log = await logOf(api);
    for (const { operation, block } of told)
      expect(log.get(operation), operation).toMatchObject({ kind: "edit", blocks: [block], undoneBy: null });

    if (!open) {
      await ask();
      open = await eventually(async () => {
        const { blocks } =
          (await api.sessions()).sessions.length > 0
            ? await api.blocks({ role: "user", limit: 1_000 })
            : { blocks: [] };
        return blocks.length > questions ? blocks.map(({ id }) => id) : undefined;
      }, "every question is a block");
    }
    const free = open;
    let isAlive = true;
    const writing = (async () => {
      while (isAlive && free.length > 0) {
        // Taken off before it is asked for: what was not acknowledged may be there or not, but is not asked for again.
        const block = free.splice(Math.floor(Math.random() * free.length), 1)[0]!;
        const text = `edited ${block}, in round ${round}`;
        const { operation } = await api.control.edit({ ids: [block], content: text, apply: "now" });
        told.push({ operation: operation!, block, text });
        await sleep(3);
      }
    })().catch(() => {});
    const asking = (async () => {
      while (isAlive) await ask();
    })().catch(() => {});
    // The first operation of a process waits for the tokenizer to load; the kill comes somewhere in what follows.
    const before = told.length;
    await eventually(() => (told.length > before ? true : undefined), "an operation is acknowledged");
    await sleep(Math.random() * 300);
    await daemon.kill();
    isAlive = false;
    await Promise.all([writing, asking]);
  }

  daemon = await startDaemon({ upstreams, home, ports: { proxy, api: apiPort } });
  await ask();
  const last = new Set(messagesOf(upstream.seen.at(-1)!.body).map(({ content }) => content));
  for (const { text } of told) expect(last, text).toContain(text);

  // Message by message: what once left as something else never leaves otherwise again, and what was not changed is the client's.
  const applied = new Map<number, string>();
  for (const { body } of upstream.seen)
    for (const [index, { role, content }] of messagesOf(body).entries()) {
      const known = applied.get(index);
      if (known !== undefined) expect(content).toBe(known);
      else if (role === "assistant") expect(content).toBe(`Answer ${(index - 1) / 2}.`);
      else if (content.startsWith("edited ")) applied.set(index, content);
      else expect(content).toBe(question(index / 2));
    }
  console.log(
    `kill -9 of the daemon: ${rounds} times, ${told.length} operations acknowledged, ${upstream.seen.length} requests, ` +
      `${applied.size} blocks applied; 0 lost, 0 taken back`,
  );
  expect(told.length).toBeGreaterThan(rounds);
  expect(applied.size).toBeGreaterThanOrEqual(told.length);
});
