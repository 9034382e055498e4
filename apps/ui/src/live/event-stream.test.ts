import type { Event, Hello } from "@aperture/sdk";
import { expect, test } from "vitest";
import { eventOf } from "../testing/event-of.ts";
import { openEventStream } from "./event-stream.ts";

const hello: Hello = { type: "hello", epoch: "a", first: 1, last: 1, resync: false };

function opened(frames: () => AsyncGenerator<Hello | Event>) {
  const asked: { since?: number; signal?: AbortSignal }[] = [];
  const client = {
    events: (options: { since?: number; signal?: AbortSignal } = {}) => {
      asked.push(options);
      return frames();
    },
  };
  const socket = openEventStream(client, 7);
  const seen: string[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.onmessage = (message) => seen.push(JSON.parse(String(message.data)).type);
    socket.onclose = () => resolve();
  });
  return { socket, seen, closed, asked };
}

test("frames arrive as messages, the end as a close", async () => {
  const { seen, closed, asked } = opened(async function* () {
    yield hello;
    yield eventOf(8, "session-removed", { sessionId: "session-1" });
  });
  await closed;
  expect(seen).toEqual(["hello", "session-removed"]);
  expect(asked[0]?.since).toBe(7);
});

test("a refusal closes instead of throwing into the page", async () => {
  const { seen, closed } = opened(async function* () {
    yield hello;
    throw new Error("token_required");
  });
  await closed;
  expect(seen).toEqual(["hello"]);
});

test("closing aborts the request", () => {
  const { socket, asked } = opened(async function* () {
    yield hello;
  });
  socket.close();
  expect(asked[0]?.signal?.aborted).toBe(true);
});
