import { expect, test } from "vitest";
import { sseData } from "./sse-data.ts";

const streamOf = (chunks: readonly Uint8Array[], onCancel = () => {}) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
    cancel: onCancel,
  });
const collect = async (chunks: readonly Uint8Array[]): Promise<string[]> => {
  const found: string[] = [];
  for await (const data of sseData(streamOf(chunks))) found.push(data);
  return found;
};
const text =
  'retry: 1000\n\nid: 1\ndata: {"a":"é😀"}\n\n: heartbeat\n\ndata: two\ndata: lines\n\ndata:no space\n\r\ndata: crlf\r\n\r\nevent: x\nid: 2\n\n';

test("comments and other fields are left out, lines joined", async () => {
  expect(await collect([Buffer.from(text.replace("\n\r\n", "\n\n"))])).toEqual([
    '{"a":"é😀"}',
    "two\nlines",
    "no space",
    "crlf",
  ]);
});

test("cut at every byte, the same events come", async () => {
  const bytes = Buffer.from(text.replace("\n\r\n", "\n\n"));
  const whole = await collect([bytes]);
  for (let at = 1; at < bytes.length; at++)
    expect(await collect([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
});

test("an event that was cut off is no event", async () => {
  expect(await collect([Buffer.from("data: whole\n\ndata: half\n")])).toEqual(["whole"]);
});

test("whoever stops reading lets go of the connection", async () => {
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(Buffer.from("data: x\n\n")),
    cancel() {
      cancelled = true;
    },
  });
  for await (const data of sseData(endless)) {
    expect(data).toBe("x");
    break;
  }
  expect(cancelled).toBe(true);
});
