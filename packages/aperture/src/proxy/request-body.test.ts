import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { RequestBody } from "./request-body.ts";

/** A stream with headers: all of an IncomingMessage that a body needs. */
function incoming(length?: number): PassThrough & IncomingMessage {
  const headers = length === undefined ? {} : { "content-length": String(length) };
  return Object.assign(new PassThrough({ highWaterMark: 16 * 1024 * 1024 }), { headers }) as unknown as PassThrough &
    IncomingMessage;
}
async function readAll(body: RequestBody): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const quiet = { onProgress: () => {} };
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("reader and copy get the same bytes; one chunk is not copied", async () => {
  const source = incoming();
  let progress = 0;
  const body = new RequestBody(source, { keep: 100, onProgress: () => (progress += 1) });
  source.write("ab");
  source.end("cd");
  expect((await readAll(body)).toString()).toBe("abcd");
  expect(Buffer.from(body.copy().bytes ?? []).toString()).toBe("abcd");
  expect([body.size, body.complete, progress]).toEqual([4, true, 2]);

  const single = incoming();
  const chunk = Buffer.from("only");
  const one = new RequestBody(single, { keep: 100, ...quiet });
  single.end(chunk);
  await readAll(one);
  expect(one.copy().bytes).toBe(chunk);
});

test("larger than what is kept: nothing is kept, by length at once, else when it shows", async () => {
  for (const length of [undefined, 10]) {
    const source = incoming(length);
    const body = new RequestBody(source, { keep: 8, ...quiet });
    source.write("12345");
    source.end("67890");
    expect((await readAll(body)).toString()).toBe("1234567890");
    expect(body.copy()).toEqual({ bytes: null, reason: "larger than 0 MB" });
  }
});

test("before its end there is no copy", async () => {
  const source = incoming();
  const body = new RequestBody(source, { keep: 100, ...quiet });
  source.write("half");
  await turn();
  expect(body.copy()).toEqual({ bytes: null, reason: "incomplete" });
});

test("without a copy it reads one megabyte ahead, with one as far as it keeps", async () => {
  const block = Buffer.alloc(256 * 1024);
  for (const [keep, expected] of [
    [0, 5],
    [32 * 1024 * 1024, 20],
  ] as const) {
    const source = incoming();
    const body = new RequestBody(source, { keep, ...quiet });
    for (let n = 0; n < 20; n += 1) source.write(block);
    await turn();
    expect(body.size / block.length).toBe(expected);
    const reader = body[Symbol.asyncIterator]();
    for (let n = 0; n < 20; n += 1) expect((await reader.next()).value?.byteLength).toBe(block.length);
    expect(body.size / block.length).toBe(20);
    source.end();
    expect((await reader.next()).done).toBe(true);
  }
});

test("discarded while it was made to wait, the rest is drained as well", async () => {
  const source = incoming();
  const body = new RequestBody(source, { keep: 0, ...quiet });
  for (let n = 0; n < 8; n += 1) source.write(Buffer.alloc(256 * 1024));
  await turn();
  expect(source.isPaused()).toBe(true);
  body.discard(new Error("gone"));
  source.end();
  await turn();
  expect(source.readableEnded).toBe(true);
});

test("discarded behind its end, the copy stays", async () => {
  const source = incoming();
  const body = new RequestBody(source, { keep: 100, ...quiet });
  source.end("whole");
  await readAll(body);
  body.discard(new Error("upstream"));
  expect(Buffer.from(body.copy().bytes ?? []).toString()).toBe("whole");
});

test("discarded before its end, the copy becomes whole, and nothing is told of its progress any more", async () => {
  const source = incoming();
  let progress = 0;
  const body = new RequestBody(source, { keep: 100, onProgress: () => (progress += 1) });
  source.write("first ");
  await turn();
  body.discard(new Error("upstream"));
  let hasEnded = false;
  void body.ended.then(() => {
    hasEnded = true;
  });
  await turn();
  expect(hasEnded).toBe(false);
  source.end("and last");
  await body.ended;
  expect(Buffer.from(body.copy().bytes ?? []).toString()).toBe("first and last");
  expect(progress).toBe(1);
});

test("a client that leaves ends it without a copy", async () => {
  const source = incoming();
  const body = new RequestBody(source, { keep: 100, ...quiet });
  source.write("half");
  await turn();
  source.destroy();
  await body.ended;
  expect(body.copy()).toEqual({ bytes: null, reason: "incomplete" });
});

test("discarded: the waiting reader fails, the rest is drained, memory is let go", async () => {
  const source = incoming();
  const body = new RequestBody(source, { keep: 100, ...quiet });
  const reader = body[Symbol.asyncIterator]();
  source.write("a");
  await reader.next();
  const waiting = reader.next();
  body.discard(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  source.write(Buffer.alloc(1_000_000));
  source.end();
  await turn();
  expect(source.readableEnded).toBe(true);
  expect(body.copy().bytes).toBeNull();
});

test("whole: when the last byte came; nobody has to read for that", async () => {
  const source = incoming();
  const body = new RequestBody(source, { keep: 100, ...quiet });
  let isWhole: boolean | undefined;
  void body.whole.then((known) => {
    isWhole = known;
  });
  source.write("half");
  await turn();
  expect(isWhole).toBeUndefined();
  source.end("half");
  expect(await body.whole).toBe(true);
  expect(Buffer.from(body.copy().bytes ?? []).toString()).toBe("halfhalf");
  expect((await readAll(body)).toString()).toBe("halfhalf");
});

test("not whole: too large by its length at once, by its bytes when they show, and then it waits for a reader", async () => {
  const announced = new RequestBody(incoming(10), { keep: 8, ...quiet });
  expect(await announced.whole).toBe(false);
  const source = incoming();
  const body = new RequestBody(source, { keep: 2 * 1024 * 1024, ...quiet });
  const block = Buffer.alloc(512 * 1024);
  for (let n = 0; n < 10; n += 1) source.write(block);
  source.end();
  expect(await body.whole).toBe(false);
  await turn();
  expect(source.isPaused()).toBe(true);
  expect(body.size).toBeLessThan(10 * block.length);
  expect((await readAll(body)).length).toBe(10 * block.length);
});

test("not whole: the client left", async () => {
  const source = incoming();
  const body = new RequestBody(source, { keep: 100, ...quiet });
  source.write("half");
  await turn();
  source.destroy();
  expect(await body.whole).toBe(false);
});
