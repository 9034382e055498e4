import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ApertureClient, type Event } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { eventually } from "../support/eventually.ts";
import { freePorts } from "../support/free-ports.ts";
import { anthropicReply } from "../support/upstreams/anthropic.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";
import { Conversation } from "./conversation.ts";

const deep = process.env.APERTURE_DEEP === "1";
const conversations = 6;
const numberOf = (id: string): number => Number(id.slice(id.lastIndexOf("-") + 1));

let home: string;
let upstream: Upstream;
let daemon: Daemon | undefined;
/** Every answer that the upstream began to send. */
let sent: Set<string>;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "aperture-daemon-kill-"));
  sent = new Set();
  upstream = await startUpstream((_request, index) => {
    const text = `answer ${index}: some words that take a few pieces to stream`;
    sent.add(text);
    const answer = { id: `kill-${index}`, model: "m", parts: [{ type: "text", text }] as const, usage };
    return { ...anthropicReply(answer, { stream: true }), gapMs: 2 };
  });
});
afterEach(async () => {
  await daemon?.kill();
  await upstream.close();
  rmSync(home, { recursive: true, force: true });
});
const usage = { input: 20, output: 9, cacheRead: 0 };

/** Collects what a connected reader receives, until the connection ends. */
async function follow(api: ApertureClient, since: number, received: Event[], connected: () => void): Promise<void> {
  try {
    for await (const frame of api.events({ since })) {
      if (frame.type === "hello") connected();
      else received.push(frame);
    }
  } catch {
    // Killed: what came before is what counts.
  }
}

/** The log behind `since`, as a client that comes anew reads it. */
async function logOf(api: ApertureClient, since: number) {
  const events: Event[] = [];
  let hello = { last: Number.POSITIVE_INFINITY, epoch: "", resync: true };
  for await (const frame of api.events({ since })) {
    if (frame.type === "hello") hello = frame;
    else events.push(frame);
    if ((events.at(-1)?.seq ?? since) >= hello.last) break;
  }
  return { events, epoch: hello.epoch, resync: hello.resync };
}

/** Every turn that was announced as recorded is in the API as it was announced; returns the texts of their answers. */
async function announcedAnswers(api: ApertureClient, received: readonly Event[]): Promise<string[]> {
  const announced = received.filter((event) => event.type === "turn-recorded").map(({ data }) => data);
  const texts: string[] = [];
  for (const sessionId of new Set(announced.map((turn) => turn.sessionId))) {
    const { turns } = await api.turns(sessionId, { limit: 1_000 });
    for (const { turnId, outcome, answerBlocks } of announced.filter((turn) => turn.sessionId === sessionId)) {
      // A turn may have been tried again after it was announced; of a complete one nothing changes any more.
      const turn = turns.find(({ id }) => id === turnId);
      expect(turn, `${turnId} was announced`).toBeDefined();
      if (outcome !== "complete") continue;
      expect(turn).toMatchObject({ outcome, answerBlocks });
      for (const id of answerBlocks) texts.push((await api.block(id)).content);
    }
  }
  return texts;
}

test("kill -9 of the running program under traffic: nothing that was told is lost, ids carry on", {
  timeout: 600_000,
}, async () => {
  const rounds = deep ? 50 : 6;
  const [proxyPort = 0, apiPort = 0] = await freePorts(2);
  const upstreams = { anthropic: upstream.origin };
  const start = () => startDaemon({ upstreams, home, ports: { proxy: proxyPort, api: apiPort } });
  const talks = Array.from(
    { length: conversations },
    (_, n) => new Conversation(`talk-${n}`, `http://127.0.0.1:${proxyPort}`),
  );
  const completed = () => talks.flatMap((talk) => talk.completed);
  const api = new ApertureClient({ baseUrl: `http://127.0.0.1:${apiPort}` });
  const told = new Map<number, Event>();
  const announced = new Set<string>();
  let epoch: string | undefined;
  let last = 0;
  let lastTurn = 0;

  for (let round = 0; round <= rounds; round += 1) {
    daemon = await start();
    expect((await api.health()).problems).toEqual([]);
    expect(readdirSync(home).filter((name) => name.includes("corrupt"))).toEqual([]);
    const log = await logOf(api, 0);
    epoch ??= log.epoch;
    expect(log).toMatchObject({ epoch, resync: false });
    expect(log.events.map(({ seq }) => seq)).toEqual(log.events.map((_, index) => index + 1));
    expect(log.events.filter(({ type }) => type.startsWith("store-"))).toEqual([]);
    for (const [seq, event] of told) expect(log.events[seq - 1]).toEqual(event);
    for (const text of await announcedAnswers(
      api,
      [...told.values()].filter(({ seq }) => seq > last),
    ))
      announced.add(text);
    last = log.events.length;
    if (round === rounds) break;

    const received: Event[] = [];
    let reading = Promise.resolve();
    await new Promise<void>((connected) => {
      reading = follow(api, last, received, connected);
    });
    const talking = talks.map(async (talk) => {
      try {
        for (;;) await talk.turn();
      } catch {
        // Killed; it goes on with the next round.
      }
    });
    await sleep(100 + Math.random() * 400);
    await daemon.kill();
    await Promise.all([...talking, reading]);
    for (const event of received) told.set(event.seq, event);
    const started = received.filter((event) => event.type === "turn-started").map(({ data }) => data);
    // Only a request that is sent again continues a turn of before the kill; a new turn has a new number.
    const fresh = started.filter(({ attempts }) => attempts === 1).map(({ turnId }) => numberOf(turnId));
    for (const number of fresh) expect(number).toBeGreaterThan(lastTurn);
    lastTurn = Math.max(lastTurn, ...fresh);
  }

  // Everybody goes on where they were: no conversation was taken for a second one.
  const before = completed().length;
  // Taken before: this turn may be the last of its conversation, and the next one is never asked.
  const begun = talks.flatMap((talk) => talk.begun);
  await Promise.all(talks.map((talk) => talk.turn()));
  expect(completed()).toHaveLength(before + conversations);
  const sessions = await eventually(async () => {
    const page = await api.sessions({ limit: 1_000 });
    return page.sessions.length >= begun.length ? page.sessions : undefined;
  }, "every conversation is a session");
  expect(sessions).toHaveLength(begun.length);
  for (const text of announced) expect(sent.has(text), text).toBe(true);
  const both = completed().filter((text) => announced.has(text)).length;
  console.log(
    `kill -9 of the daemon: ${rounds} times, ${told.size} events received, ${before} answers complete at clients, ` +
      `${announced.size} announced as recorded (${both} both), ${sessions.length} sessions; 0 lost`,
  );
  expect(both).toBeGreaterThan(rounds);
});
