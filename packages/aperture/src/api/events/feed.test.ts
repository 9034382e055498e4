import type { Event, Hello } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import { type Feed, type FeedSink, startFeed } from "./feed.ts";

let store: Store;
let feeds: Feed[];
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  feeds = [];
});
afterEach(() => {
  for (const feed of feeds) feed.stop();
  store.close();
});

const write = (count: number) =>
  store.transaction(() => {
    for (let index = 0; index < count; index++) store.events.append("client-cancelled", { phase: `${index}` });
  });
const turns = async (count = 50) => {
  for (let index = 0; index < count; index++) await new Promise((resolve) => setImmediate(resolve));
};

/** A reader with room for `room` frames. */
function reader(since: number | undefined, room = Number.POSITIVE_INFINITY, patience = 60_000) {
  const frames: (Hello | Event)[] = [];
  const ends: string[] = [];
  let left = room;
  const sink: FeedSink = {
    send(frame) {
      frames.push(frame);
      return --left > 0;
    },
    end: (reason) => ends.push(reason),
  };
  const feed = startFeed({ log: store.events, since, sink, patience });
  feeds.push(feed);
  const more = (count: number) => {
    left = count;
    feed.resume();
  };
  const seen = () => frames.flatMap((frame) => ("seq" in frame ? [frame.seq] : []));
  return { frames, ends, seen, more, feed };
}
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

test("the first frame is a hello, then only what comes", async () => {
  write(3);
  const { frames, seen } = reader(undefined);
  write(2);
  await turns();
  expect(frames[0]).toEqual({ type: "hello", epoch: store.events.epoch, first: 1, last: 3, resync: false });
  expect(seen()).toEqual([4, 5]);
});

test("a replay and what happens meanwhile are one sequence without gaps or doubles", async () => {
  write(1_000);
  const { seen } = reader(0);
  write(10);
  await turns(1);
  write(10);
  await turns(2);
  write(5);
  await turns();
  expect(seen()).toEqual(upTo(1_025));
});

test("a live event is told at once, without a turn of the event loop", async () => {
  const { seen } = reader(0);
  await turns();
  write(1);
  expect(seen()).toEqual([1]);
});

test("a full reader is told nothing, and goes on where it stopped", async () => {
  write(10);
  const { seen, more } = reader(0, 4);
  await turns();
  write(500);
  await turns();
  expect(seen()).toEqual([1, 2, 3]);
  more(2);
  await turns();
  expect(seen()).toEqual([1, 2, 3, 4, 5]);
  more(Number.POSITIVE_INFINITY);
  await turns();
  expect(seen()).toEqual(upTo(510));
});

test("a reader that stays full is given up", async () => {
  write(10);
  const { ends, seen, more } = reader(0, 2, 20);
  await turns();
  await new Promise((resolve) => setTimeout(resolve, 60));
  more(100);
  await turns();
  expect([ends, seen()]).toEqual([["slow"], [1]]);
});

test.each([5, 51, 9_999])(
  "a place that was dropped or is of the future (%i) gets a resync and goes on at the end",
  async (since) => {
    write(50);
    store.retain({ before: 0, keepEvents: 10 });
    const { frames, seen } = reader(since);
    await turns();
    expect(frames).toEqual([expect.objectContaining({ type: "hello", resync: true, first: 41, last: 50 })]);
    write(1);
    await turns();
    expect(seen()).toEqual([51]);
  },
);

test("the oldest place that is still whole is resumed", async () => {
  write(50);
  store.retain({ before: 0, keepEvents: 10 });
  const { frames, seen } = reader(40);
  await turns();
  expect(frames[0]).toMatchObject({ resync: false });
  expect(seen()).toEqual(upTo(50, 41));
});

test("a full reader whose place is dropped meanwhile gets a second hello", async () => {
  write(20);
  const { frames, more } = reader(0, 3);
  await turns();
  write(100);
  store.retain({ before: 0, keepEvents: 5 });
  more(100);
  await turns();
  expect(frames.at(-1)).toMatchObject({ type: "hello", resync: true, last: 120 });
});

test("a log that cannot be read ends the feed", async () => {
  write(1);
  const { ends, feed } = reader(0);
  expect(ends).toEqual([]);
  feed.stop();
  const failing = {
    ...store.events,
    bounds: () => {
      throw new Error("I/O");
    },
  };
  const reasons: string[] = [];
  feeds.push(
    startFeed({ log: failing, since: undefined, sink: { send: () => true, end: (reason) => reasons.push(reason) } }),
  );
  await turns();
  expect(reasons).toEqual(["failed"]);
});

test("a stopped feed is silent", async () => {
  const { frames, feed } = reader(0);
  feed.stop();
  write(5);
  await turns();
  expect(frames).toHaveLength(1);
});
