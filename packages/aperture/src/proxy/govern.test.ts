import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { BodyCopy } from "./decode-body.ts";
import { asItCame, type Exchange, type Verdict } from "./exchange.ts";
import { govern } from "./govern.ts";
import { Recording } from "./recording.ts";
import { RequestBody } from "./request-body.ts";
import { Visit } from "./visit.ts";

const decided: Verdict = { body: Buffer.from("edited"), restorer: null, refusal: null };
const nobody = async () => false;
let waits = 0;
const onWaiting = () => void waits++;

/** A visit whose request has come as far as its headers, with somebody who decides. */
function visitor(
  decide: (copy: BodyCopy, signal: AbortSignal) => Promise<Verdict>,
  { governed = true, keep = 100 } = {},
) {
  const asked: BodyCopy[] = [];
  const told: string[] = [];
  const exchange: Exchange = {
    governed,
    govern(bytes, reason, signal) {
      asked.push({ bytes, reason });
      return decide({ bytes, reason }, signal);
    },
    body: () => void told.push("body"),
    head: () => {},
    chunk: () => {},
    end: () => void told.push("end"),
    fail: (code) => void told.push(code),
  };
  const source = Object.assign(new PassThrough(), { headers: {}, socket: {} }) as unknown as PassThrough &
    IncomingMessage;
  const failures: unknown[] = [];
  const visit = new Visit(source, new PassThrough() as unknown as ServerResponse);
  visit.recording = new Recording(exchange, (error) => failures.push(error));
  visit.body = new RequestBody(source, { keep, onProgress: () => {} });
  const copyOf = async () => visit.body!.copy();
  return { visit, source, asked, told, failures, copyOf };
}

test("the whole body is handed over before anything leaves, and what is decided leaves", async () => {
  const { visit, source, asked, copyOf } = visitor(async () => decided);
  const verdict = govern(visit, { copyOf, isStranger: nobody, onWaiting });
  source.write("{}");
  await new Promise((resolve) => setImmediate(resolve));
  expect([asked, waits]).toEqual([[], 0]);
  source.end("{}");
  expect(await verdict).toBe(decided);
  expect(waits).toBe(1);
  expect(Buffer.from(asked[0]!.bytes!).toString()).toBe("{}{}");
});

test("nobody decides: nothing is waited for", async () => {
  const { visit, asked, copyOf } = visitor(async () => decided, { governed: false });
  expect(await govern(visit, { copyOf, isStranger: nobody, onWaiting })).toBe(asItCame);
  visit.body = null;
  visit.recording = null;
  expect(await govern(visit, { copyOf, isStranger: nobody, onWaiting })).toBe(asItCame);
  expect(asked).toEqual([]);
});

test("what is too large is decided upon without its bytes", async () => {
  const { visit, source, asked, copyOf } = visitor(async () => asItCame, { keep: 3 });
  source.end("too long");
  expect(await govern(visit, { copyOf, isStranger: nobody, onWaiting })).toBe(asItCame);
  expect(asked).toEqual([{ bytes: null, reason: "too large to be read before it leaves" }]);
});

test("another user's request is nobody's conversation: nothing is asked", async () => {
  const { visit, source, asked, copyOf } = visitor(async () => decided);
  source.end("{}");
  expect(await govern(visit, { copyOf, isStranger: async () => true, onWaiting })).toBe(asItCame);
  expect(asked).toEqual([]);
  expect(visit.recording!.wantsBody).toBe(true);
});

test("a refusal is thrown: it is the answer", async () => {
  const refusal = new ApertureError("request_dropped");
  const { visit, source, copyOf } = visitor(async () => ({ ...asItCame, refusal }));
  source.end("{}");
  await expect(govern(visit, { copyOf, isStranger: nobody, onWaiting })).rejects.toBe(refusal);
});

test("who decides fails: the bytes leave as they came, counted once, and nobody is told any more", async () => {
  const { visit, source, copyOf, failures, told } = visitor(() => Promise.reject(new Error("bug")));
  source.end("{}");
  expect(await govern(visit, { copyOf, isStranger: nobody, onWaiting })).toBe(asItCame);
  expect(failures).toEqual([expect.objectContaining({ message: "bug" })]);
  visit.recording!.end();
  expect(told).toEqual([]);
});

test.each(["while it comes", "while it is decoded", "while it is decided", "behind the decision"])(
  "a client that leaves %s: nothing leaves for the provider",
  async (when) => {
    const gone = new Error("gone");
    const { visit, source, copyOf, failures } = visitor(async (_copy, signal) => {
      if (when === "while it is decided") {
        visit.end(gone);
        signal.throwIfAborted();
      }
      if (when === "behind the decision") visit.end(gone);
      return decided;
    });
    const verdict = govern(visit, {
      isStranger: nobody,
      onWaiting,
      copyOf: () => {
        if (when === "while it is decoded") visit.end(gone);
        return copyOf();
      },
    });
    if (when === "while it comes") {
      visit.end(gone);
      source.destroy();
    } else source.end("{}");
    await expect(verdict).rejects.toBe(gone);
    expect(failures).toEqual([]);
  },
);
