import { createSocket, type Socket } from "node:dgram";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLookup } from "./resolve-name.ts";

let server: Socket;
let asked: number;
let answers: boolean;
beforeEach(async () => {
  [asked, answers] = [0, true];
  server = createSocket("udp4");
  server.on("message", (question, { port, address }) => {
    asked += 1;
    if (answers) server.send(answerTo(question), port, address);
  });
  await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", resolve));
});
afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

/** 192.0.2.7 for A, nothing for others (RFC 1035 4.1). */
function answerTo(question: Buffer): Buffer {
  const end = question.indexOf(0, 12) + 5;
  const isA = question.readUInt16BE(end - 4) === 1;
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(isA ? 1 : 0, 6);
  header.fill(0, 8);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]);
  return Buffer.concat([header, question.subarray(12, end), ...(isA ? [record] : [])]);
}
const lookup = (host: string, signal = new AbortController().signal) =>
  createLookup([`127.0.0.1:${server.address().port}`])(host, signal);

test("a name's addresses come from the name server, anew each time", async () => {
  for (let count = 1; count <= 2; count += 1) {
    expect(await lookup("metrics.example")).toEqual([{ address: "192.0.2.7", family: 4 }]);
    expect(asked).toBe(2 * count);
  }
});

test("localhost is this machine, whatever a name server would say", async () => {
  expect((await lookup("localhost")).map(({ address }) => address)).toEqual(["127.0.0.1", "::1"]);
  expect((await lookup("a.localhost")).map(({ address }) => address)).toEqual(["127.0.0.1", "::1"]);
  expect(asked).toBe(0);
});

test("one that nobody answers is given up when it is told to", async () => {
  answers = false;
  const stop = new AbortController();
  const waiting = lookup("silent.example", stop.signal);
  await expect.poll(() => asked).toBeGreaterThan(0);
  stop.abort();
  await expect(waiting).rejects.toThrow();
  await expect(lookup("silent.example", stop.signal)).rejects.toThrow();
});
