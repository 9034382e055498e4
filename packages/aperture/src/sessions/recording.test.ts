import { expect, test } from "vitest";
import { asItCame } from "../proxy/exchange.ts";
import { identify } from "./identify.ts";
import { Recording } from "./recording.ts";
import { headOf } from "./testing/tell.ts";

const megabyte = new Uint8Array(1 << 20);

function start() {
  const calls: string[] = [];
  const head = headOf({ body: null });
  const recording = new Recording(
    head,
    identify(head, null),
    {
      async onGovern(of) {
        calls.push(`govern ${of.bytes?.length ?? of.opaqueReason}`);
        return asItCame;
      },
      onBody: (of) => calls.push(`body ${of.bytes?.length ?? of.opaqueReason}`),
      onBytes: () => calls.push("bytes"),
      onEnd: (of) => calls.push(`end ${of.failure?.code ?? "well"} at ${of.endedAt}`),
    },
    () => 77,
  );
  return { recording, calls };
}

test("keeps references and tells each job once, in order", () => {
  const { recording, calls } = start();
  const [body, one, two] = [Buffer.from("{}"), Buffer.from("one"), Buffer.from("two")];
  recording.body(body, null);
  recording.head(200, { "content-type": "text/plain" });
  recording.chunk(one);
  recording.chunk(two);
  recording.end();
  expect(calls).toEqual(["body 2", "bytes", "bytes", "end well at 77"]);
  expect(recording.bytes).toBe(body);
  expect(recording.chunks[0]).toBe(one);
  expect(recording).toMatchObject({ status: 200, answerBytes: 6, answerDropped: false, endedAt: 77, failure: null });
});

test("a failure is the one end", () => {
  const { recording, calls } = start();
  recording.body(Buffer.from("{}"), null);
  recording.fail("upstream_reset", "it was cut");
  expect(calls).toEqual(["body 2", "end upstream_reset at 77"]);
  expect(recording).toMatchObject({ status: null, failure: { code: "upstream_reset", message: "it was cut" } });
});

test.each([
  ["incomplete", "incomplete"],
  [null, "not read"],
])("a body that is not there has a reason: %j gives %j", (reason, expected) => {
  const { recording, calls } = start();
  recording.body(null, reason);
  expect(recording.opaqueReason).toBe(expected);
  expect(calls).toEqual([`body ${expected}`]);
});

test("a body that is there has none", () => {
  const { recording } = start();
  recording.body(Buffer.from("{}"), "ignored");
  expect(recording.opaqueReason).toBeNull();
});

test("an answer of 32 MB is kept, one byte more lets go of all of it", () => {
  const { recording } = start();
  for (let index = 0; index < 32; index++) recording.chunk(megabyte);
  expect(recording.answerDropped).toBe(false);
  expect(recording.chunks).toHaveLength(32);
  recording.chunk(megabyte.subarray(0, 1));
  expect(recording.answerDropped).toBe(true);
  expect(recording.chunks).toHaveLength(0);
  recording.chunk(megabyte);
  expect(recording.chunks).toHaveLength(0);
  expect(recording.answerBytes).toBe((33 << 20) + 1);
});
