import "../testing/runes.ts";
import type { Hello, Event as LogEvent } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventOf } from "../testing/event-of.ts";
import { Connection, type EventSocket } from "./connection.svelte.ts";

class FakeSocket implements EventSocket {
  onmessage: EventSocket["onmessage"] = null;
  onclose: EventSocket["onclose"] = null;
  closed = false;
  close(): void {
    this.closed = true;
  }
  drop(): void {
    this.onclose?.(new Event("close") as CloseEvent);
  }
  receive(data: unknown): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }
  send(frame: Hello | LogEvent): void {
    this.receive(JSON.stringify(frame));
  }
}

const hello = (epoch: string, last: number, resync = false): Hello => ({
  type: "hello",
  epoch,
  first: 1,
  last,
  resync,
});
const counted = (seq: number) => eventOf(seq, "blocks-counted", { sessionId: "session-1", blocks: 1 });

function setUp(probe: () => Promise<"denied" | "down"> = async () => "down") {
  const sockets: FakeSocket[] = [];
  const sinces: (number | undefined)[] = [];
  const seen: number[] = [];
  let resets = 0;
  const connection = new Connection({
    open: (since) => {
      const socket = new FakeSocket();
      sockets.push(socket);
      sinces.push(since);
      return socket;
    },
    probe,
    onReset: () => {
      resets += 1;
    },
    onEvent: (event) => seen.push(event.seq),
  });
  return { connection, sockets, sinces, seen, resets: () => resets };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first hello reads everything, later events are applied in order", () => {
  const { connection, sockets, seen, resets } = setUp();
  connection.start();
  sockets[0]?.send(hello("a", 7));
  sockets[0]?.send(counted(8));
  sockets[0]?.send(counted(9));
  expect(connection.state).toBe("live");
  expect(resets()).toBe(1);
  expect(seen).toEqual([8, 9]);
});

test("after a lost connection it resumes from the last event without reading again", async () => {
  const { connection, sockets, sinces, resets } = setUp();
  connection.start();
  sockets[0]?.send(hello("a", 7));
  sockets[0]?.send(counted(8));
  sockets[0]?.drop();
  expect(connection.state).toBe("stale");
  await vi.advanceTimersByTimeAsync(250);
  expect(sinces).toEqual([undefined, 8]);
  sockets[1]?.send(hello("a", 8));
  expect(connection.state).toBe("live");
  expect(resets()).toBe(1);
});

test.each([
  ["a new epoch", hello("b", 3)],
  ["a log that no longer reaches back", hello("a", 900, true)],
])("%s reads everything again", async (_name, second) => {
  const { connection, sockets, sinces, resets } = setUp();
  connection.start();
  sockets[0]?.send(hello("a", 7));
  sockets[0]?.drop();
  await vi.advanceTimersByTimeAsync(250);
  sockets[1]?.send(second);
  expect(resets()).toBe(2);
  sockets[1]?.drop();
  await vi.advanceTimersByTimeAsync(250);
  expect(sinces[2]).toBe(second.last);
});

test("a refusing gate is told apart from a server that is down, and is asked again", async () => {
  const { connection, sockets } = setUp(async () => "denied");
  connection.start();
  sockets[0]?.drop();
  await vi.advanceTimersByTimeAsync(0);
  expect(connection.state).toBe("refused");
  await vi.advanceTimersByTimeAsync(250);
  sockets[1]?.send(hello("a", 1));
  expect(connection.state).toBe("live");
});

test("waits longer after each failure and wakes at once when told", async () => {
  const { connection, sockets } = setUp();
  connection.start();
  for (const wait of [250, 500, 1_000]) {
    sockets.at(-1)?.drop();
    await vi.advanceTimersByTimeAsync(wait - 1);
    const before = sockets.length;
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets.length).toBe(before + 1);
  }
  sockets.at(-1)?.drop();
  const before = sockets.length;
  connection.wake();
  expect(sockets.length).toBe(before + 1);
});

test("frames that are no events are ignored, also those that are no JSON", () => {
  const { connection, sockets, seen } = setUp();
  connection.start();
  for (const data of ["nonsense", "{}", '{"type":"heartbeat"}', new ArrayBuffer(4)]) sockets[0]?.receive(data);
  expect(seen).toEqual([]);
  expect(connection.state).toBe("connecting");
});

test("stop closes the socket and nothing reconnects", async () => {
  const { connection, sockets } = setUp();
  connection.start();
  sockets[0]?.send(hello("a", 1));
  connection.stop();
  expect(sockets[0]?.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets).toHaveLength(1);
});
