import { once } from "node:events";
import { connect } from "node:net";
import type { Event, Hello } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { openSocket } from "../support/api/open-socket.ts";
import { type StartedApi, startApi } from "../support/api/start-api.ts";
import { eventually } from "../support/eventually.ts";

let api: StartedApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const total = 2_000;
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const seqOf = (frame: Hello | Event): number => ("seq" in frame ? frame.seq : -1);

/** Writes `count` events in commits of uneven size, giving readers a chance to run in between. */
async function write(count: number): Promise<void> {
  for (let done = 0, size = 1; done < count; size = (size * 7) % 23) {
    const now = Math.min(Math.max(1, size), count - done);
    api.store.transaction(() => {
      for (let index = 0; index < now; index++)
        api.store.events.append("client-cancelled", { phase: `event ${done + index}` });
    });
    done += now;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("2,000 events, cut again and again, resumed by their seq: none lost, none twice, in order", () => {
  test("over SSE", async () => {
    const seen: number[] = [];
    const writing = write(total);
    let connections = 0;
    while (seen.length < total) {
      connections++;
      const cut = new AbortController();
      let room = 1 + ((connections * 37) % 190);
      try {
        for await (const frame of api.client.events({ since: seen.at(-1) ?? 0, signal: cut.signal })) {
          if (frame.type === "hello") {
            expect(frame.resync).toBe(false);
            continue;
          }
          seen.push(frame.seq);
          if (--room === 0 || seen.length === total) break;
        }
      } finally {
        cut.abort();
      }
    }
    await writing;
    expect(seen).toEqual(upTo(total));
    expect(connections).toBeGreaterThan(10);
  });

  test("over WebSocket", async () => {
    const seen: number[] = [];
    const writing = write(total);
    let connections = 0;
    while (seen.length < total) {
      connections++;
      const room = 1 + ((connections * 37) % 60);
      const last = Math.min(total, (seen.at(-1) ?? 0) + room);
      const socket = await openSocket(api.port, seen.at(-1) ?? 0);
      await socket.until((frame) => seqOf(frame) >= last);
      socket.client.terminate();
      await socket.ended;
      expect(socket.frames[0]).toMatchObject({ type: "hello", resync: false, epoch: api.store.events.epoch });
      // Many frames come in one write; this reader was cut before it had looked at the rest.
      seen.push(
        ...socket.frames
          .slice(1)
          .map(seqOf)
          .filter((seq) => seq <= last),
      );
    }
    await writing;
    expect(seen).toEqual(upTo(seen.length));
    expect(seen.length).toBeGreaterThanOrEqual(total);
    expect(connections).toBeGreaterThan(10);
  });
});

test.each(["x", "-1", "1.5", "1&since=2"])("since=%s is refused in the same words, by either way", async (since) => {
  const path = `/api/v1/events?since=${since}`;
  const overHttp = await fetch(`${api.origin}${path}`);
  const overSocket = await new Promise<{ status: number; detail: string }>((resolve, reject) => {
    const client = new WebSocket(`ws://127.0.0.1:${api.port}${path}`);
    client.on("error", () => {}).on("open", () => reject(new Error("it was opened")));
    client.on("unexpected-response", async (_, incoming) => {
      const text = Buffer.concat(await incoming.toArray()).toString();
      resolve({ status: incoming.statusCode ?? 0, detail: (JSON.parse(text) as { detail: string }).detail });
    });
  });
  expect({ status: overHttp.status, detail: ((await overHttp.json()) as { detail: string }).detail }).toEqual(
    overSocket,
  );
  expect(overSocket.detail).toBe("since: must be a whole number");
});

test("Last-Event-ID goes before since, as EventSource sends both when it reconnects", async () => {
  await write(10);
  const cut = new AbortController();
  const answer = await fetch(`${api.origin}/api/v1/events?since=2`, {
    headers: { "last-event-id": "7" },
    signal: cut.signal,
  });
  expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("id: 10")) text += (await reader.read()).value;
  expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id)).toEqual(["7", "8", "9", "10"]);
  expect(text).toMatch(/^retry: 1000\n\nid: 7\ndata: \{"type":"hello"/);
  cut.abort();
});

describe("signs of life", () => {
  let quick: StartedApi;
  afterEach(() => quick.close());

  test("both kinds show life when nothing happens: a comment and a ping", async () => {
    // Who does not answer one ping before the next is let go: on a busy machine that takes a while.
    quick = await startApi({ heartbeat: 500 });
    const socket = await openSocket(quick.port);
    let pings = 0;
    socket.client.on("ping", () => pings++);
    const answer = await fetch(`${quick.origin}/api/v1/events`);
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while ((text.match(/^: heartbeat$/gm)?.length ?? 0) < 3) text += (await reader.read()).value;
    await eventually(() => (pings >= 3 ? true : undefined), "three pings");
    await reader.cancel();
    socket.client.terminate();
  });

  test("a peer that no longer answers pings is let go", async () => {
    quick = await startApi({ heartbeat: 50 });
    const socket = await openSocket(quick.port, undefined, { autoPong: false });
    expect(await socket.ended).toBe(1006);
  });
});

test("one that never reads holds no memory: what it missed waits in the store, not in the process", async () => {
  const socket = connect(api.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(`GET /api/v1/events?since=0 HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\n\r\n`);
  await once(socket, "data");
  socket.pause();
  const { since } = api.store.events;
  let furthest = 0;
  api.store.events.since = (seq, limit) => {
    furthest = Math.max(furthest, seq);
    return since(seq, limit);
  };
  const phase = "x".repeat(20_000);
  for (let batch = 0; batch < 50; batch++) {
    api.store.transaction(() => {
      for (let index = 0; index < 40; index++) api.store.events.append("client-cancelled", { phase });
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Of 40 MB no more than the kernel's buffers hold has been read from the log.
  expect(furthest).toBeGreaterThan(0);
  expect(furthest).toBeLessThan(1_000);
  let seen = 0;
  for await (const frame of api.client.events({ since: 0 })) if ("seq" in frame && ++seen === 2_000) break;
  let received = 0;
  socket.on("data", (data) => {
    received += data.length;
  });
  socket.resume();
  await eventually(() => (received > 40_000_000 ? true : undefined), "the slow reader got everything");
  socket.destroy();
});

test("a reader whose place was dropped is told to read again", async () => {
  await write(100);
  api.store.retain({ before: 0, keepEvents: 10 });
  const socket = await openSocket(api.port, 5);
  expect(await socket.first).toMatchObject({ type: "hello", resync: true, first: 91, last: 100 });
  api.store.events.append("client-cancelled", { phase: "new" });
  await socket.until((frame) => seqOf(frame) === 101);
  expect(socket.frames).toHaveLength(2);
  socket.client.terminate();
});

test("an event arrives on both kinds of 20 readers each, once", async () => {
  const sockets = await Promise.all(Array.from({ length: 20 }, () => openSocket(api.port)));
  const streams = Array.from({ length: 20 }, () => api.client.events());
  await Promise.all(streams.map((stream) => stream.next()));
  await Promise.all(sockets.map((socket) => socket.first));
  const { seq } = api.store.events.append("client-cancelled", { phase: "all" });
  const told = await Promise.all([
    ...sockets.map((socket) => socket.until((frame) => seqOf(frame) === seq)),
    ...streams.map(async (stream) => (await stream.next()).value as Event),
  ]);
  expect(told.map((frame) => seqOf(frame as Event))).toEqual(Array(40).fill(seq));
  for (const socket of sockets) socket.client.terminate();
  await Promise.all(streams.map((stream) => stream.return(undefined)));
});
