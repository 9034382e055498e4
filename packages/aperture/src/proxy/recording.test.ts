import { expect, test } from "vitest";
import { asItCame, type Exchange } from "./exchange.ts";
import { Recording } from "./recording.ts";

function record(throwing: keyof Exchange | null = null) {
  const calls: string[] = [];
  const failures: unknown[] = [];
  const tell = (name: keyof Exchange, text: string) => {
    calls.push(text);
    if (name === throwing) throw new Error(name);
  };
  const exchange: Exchange = {
    governed: true,
    async govern(bytes) {
      tell("govern", `govern ${bytes?.length ?? "null"}`);
      return asItCame;
    },
    body: (bytes, reason) => tell("body", `body ${bytes?.length ?? "null"} ${reason}`),
    head: (status) => tell("head", `head ${status}`),
    chunk: (bytes) => tell("chunk", `chunk ${bytes.length}`),
    end: () => tell("end", "end"),
    fail: (code) => tell("fail", `fail ${code}`),
  };
  return { recording: new Recording(exchange, (error) => failures.push(error)), calls, failures };
}
const whole = { bytes: new Uint8Array(3), reason: null };

test("a governed exchange is told of its body once, before it leaves", async () => {
  const { recording, calls } = record();
  expect(await recording.govern(whole, new AbortController().signal)).toBe(asItCame);
  recording.body(whole);
  recording.end();
  expect(recording.wantsBody).toBe(false);
  expect(calls).toEqual(["govern 3", "end"]);
});

test("where whoever decides fails, the bytes leave as they came, and it is left alone", async () => {
  const { recording, calls, failures } = record("govern");
  expect(await recording.govern(whole, new AbortController().signal)).toBe(asItCame);
  recording.end();
  expect(calls).toEqual(["govern 3"]);
  expect(failures).toHaveLength(1);
});

test("an ordinary exchange, in order", () => {
  const { recording, calls } = record();
  recording.body(whole);
  recording.head(200, {});
  recording.chunk(new Uint8Array(5));
  recording.end();
  expect(calls).toEqual(["body 3 null", "head 200", "chunk 5", "end"]);
});

test("body once, one last call, nothing behind it", () => {
  const { recording, calls } = record();
  recording.body(whole);
  recording.body(whole);
  recording.end();
  recording.fail("client_gone", "x");
  recording.end();
  recording.chunk(new Uint8Array(1));
  recording.head(200, {});
  expect(calls).toEqual(["body 3 null", "end"]);
  expect(recording.active).toBe(false);
});

test("a body that never came whole is told as incomplete before the last call", () => {
  const { recording, calls } = record();
  recording.head(413, {});
  recording.fail("client_gone", "uploading");
  recording.body(whole);
  expect(calls).toEqual(["head 413", "body null incomplete", "fail client_gone"]);
});

test("what comes while the body is decoded waits for it", async () => {
  const { recording, calls } = record();
  const { promise, resolve } = Promise.withResolvers<typeof whole>();
  recording.body(promise);
  recording.head(200, {});
  recording.chunk(new Uint8Array(1));
  recording.end();
  recording.fail("proxy_failed", "too late");
  expect(calls).toEqual([]);
  resolve(whole);
  await promise;
  expect(calls).toEqual(["body 3 null", "head 200", "chunk 1", "end"]);
});

test.each(["body", "head", "chunk", "end", "fail"] as const)(
  "a throw in %s is caught, counted once, and the last call to it",
  (name) => {
    const { recording, calls, failures } = record(name);
    recording.body(whole);
    recording.head(200, {});
    recording.chunk(new Uint8Array(1));
    if (name === "fail") recording.fail("proxy_failed", "x");
    recording.end();
    expect(failures).toHaveLength(1);
    expect(calls.at(-1)?.split(" ")[0]).toBe(name);
    expect(recording.active).toBe(false);
  },
);

test("a body is wanted until it was told or is being decoded", async () => {
  const { recording } = record();
  expect(recording.wantsBody).toBe(true);
  recording.body(Promise.resolve(whole));
  expect(recording.wantsBody).toBe(false);
  await Promise.resolve();
  expect(recording.wantsBody).toBe(false);
  expect(new Recording(null, () => {}).wantsBody).toBe(false);
});

test("an exchange nobody records costs nothing and says nothing", () => {
  const recording = new Recording(null, () => expect.unreachable());
  recording.body(whole);
  recording.head(200, {});
  recording.end();
  expect(recording.active).toBe(false);
});
