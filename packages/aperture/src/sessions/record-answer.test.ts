import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FailureCode } from "../proxy/exchange.ts";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import type { TurnRecord } from "../store/records.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { answer, request, user } from "./testing/talk.ts";
import { headOf } from "./testing/tell.ts";

let store: Store;
let recorder: Recorder;
const billed: [number, string][] = [];
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  billed.length = 0;
  recorder = createRecorder({ store, onUsage: (...told) => billed.push(told), now: () => 5_000 });
});
afterEach(() => store.close());

const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const begun =
  event("message_start", { message: { model: "claude-sonnet", usage: { input_tokens: 50, output_tokens: 1 } } }) +
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }) +
  event("content_block_delta", { index: 0, delta: { type: "text_delta", text: "so far" } });
const ended =
  event("content_block_stop", { index: 0 }) +
  event("message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 4 } }) +
  event("message_stop", {});
const sse = { "content-type": "text/event-stream" };
const json = { "content-type": "application/json" };
const whole = JSON.stringify(answer([{ type: "text", text: "whole" }]));
const overloaded = JSON.stringify({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } });

interface Ending {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly chunks?: readonly (string | Uint8Array)[];
  readonly fail?: FailureCode;
}

async function record({ status, headers = json, chunks = [], fail }: Ending): Promise<TurnRecord> {
  const exchange = recorder.begin(headOf({ body: null, at: 1_000 }))!;
  exchange.body(Buffer.from(JSON.stringify(request([user("hello")]))), null);
  if (status !== undefined) exchange.head(status, headers);
  for (const chunk of chunks) exchange.chunk(Buffer.from(chunk as Uint8Array));
  if (fail) exchange.fail(fail, `because of ${fail}`);
  else exchange.end();
  await recorder.drain();
  return store.turns.ofSession(store.sessions.latest()!.n, { limit: 1 })[0]!;
}
const texts = (turn: TurnRecord) => turn.answerBlocks.map((n) => store.contents.text(store.blocks.get(n)!.hash));
const kinds = () => store.events.since(0, 99).events.map(({ type }) => type);

describe("how a turn ended", () => {
  test.each<[string, Ending, Partial<TurnRecord>, string[]]>([
    ["whole, as JSON", { status: 200, chunks: [whole] }, { outcome: "complete", error: null }, ["whole"]],
    [
      "whole, as a stream",
      { status: 200, headers: sse, chunks: [begun, ended] },
      { outcome: "complete", error: null, stopReason: "end_turn" },
      ["so far"],
    ],
    [
      "whole and compressed",
      { status: 200, headers: { ...json, "content-encoding": "gzip" }, chunks: [gzipSync(whole)] },
      { outcome: "complete" },
      ["whole"],
    ],
    [
      "compressed and damaged",
      { status: 200, headers: { ...json, "content-encoding": "gzip" }, chunks: [gzipSync(whole).subarray(0, 20)] },
      { outcome: "opaque", error: "the answer could not be read" },
      [],
    ],
    [
      "in a coding that nobody knows",
      { status: 200, headers: { ...json, "content-encoding": "snappy" }, chunks: ["?"] },
      { outcome: "opaque" },
      [],
    ],
    [
      "a stream that never finished",
      { status: 200, headers: sse, chunks: [begun] },
      { outcome: "failed", error: "the stream ended before the answer was finished" },
      ["so far"],
    ],
    [
      "cut by the upstream",
      { status: 200, headers: sse, chunks: [begun], fail: "upstream_reset" },
      { outcome: "failed", error: "because of upstream_reset" },
      ["so far"],
    ],
    [
      "left by the client",
      { status: 200, headers: sse, chunks: [begun], fail: "client_gone" },
      { outcome: "cancelled", error: "because of client_gone" },
      ["so far"],
    ],
    [
      "left by the client behind its last event",
      { status: 200, headers: sse, chunks: [begun, ended], fail: "client_gone" },
      { outcome: "complete", error: null, stopReason: "end_turn" },
      ["so far"],
    ],
    [
      "refused, and left by the client that had read it",
      { status: 529, chunks: [overloaded], fail: "client_gone" },
      { outcome: "failed", error: expect.stringContaining("Overloaded") as never },
      [],
    ],
    [
      "cut by the upstream behind its last event",
      { status: 200, headers: sse, chunks: [begun, ended], fail: "upstream_reset" },
      { outcome: "failed", error: "because of upstream_reset" },
      ["so far"],
    ],
    ["left before an answer", { fail: "client_gone" }, { outcome: "cancelled", status: null }, []],
    ["unreachable", { fail: "upstream_unreachable" }, { outcome: "failed", status: null, usage: null }, []],
    ["silent for too long", { fail: "upstream_timeout" }, { outcome: "failed" }, []],
    [
      "refused with the provider's words",
      { status: 529, chunks: [overloaded] },
      { outcome: "failed", status: 529, error: expect.stringContaining("Overloaded") as never },
      [],
    ],
    ["refused without a body", { status: 500 }, { outcome: "failed", error: "HTTP 500" }, []],
    [
      "refused with a page",
      { status: 502, headers: { "content-type": "text/html" }, chunks: ["<html>"] },
      { outcome: "failed", status: 502 },
      [],
    ],
    [
      "an error inside a stream",
      { status: 200, headers: sse, chunks: [begun, event("error", JSON.parse(overloaded))] },
      { outcome: "failed", error: expect.stringContaining("Overloaded") as never },
      ["so far"],
    ],
  ])("%s", async (_, ending, expected, said) => {
    const turn = await record(ending);
    expect(turn).toMatchObject({ attempts: 1, duration: 4_000, ...expected });
    expect(texts(turn)).toEqual(said);
    expect(kinds().filter((kind) => kind === "turn-recorded")).toHaveLength(1);
    expect(kinds().includes("client-cancelled")).toBe(turn.outcome === "cancelled");
    expect(kinds().includes("upstream-failed")).toBe(ending.fail !== undefined && ending.fail !== "client_gone");
  });

  test("an answer above 32 MB is relayed, not read", async () => {
    const turn = await record({ status: 200, chunks: [whole, new Uint8Array(32 << 20)] });
    expect(turn).toMatchObject({ outcome: "opaque", answerBytes: (32 << 20) + whole.length, answerBlocks: [] });
  });

  test("usage of a stream that was left is kept as far as it was told", async () => {
    const turn = await record({ status: 200, headers: sse, chunks: [begun], fail: "client_gone" });
    expect(turn.usage).toMatchObject({ input: 50 });
    expect(billed).toEqual([[turn.n, "claude-sonnet"]]);
  });

  test.each([
    ["client_gone", "client-cancelled"],
    ["upstream_reset", "upstream-failed"],
  ] as const)("a body that was cut by %s has no turn and is not unread: its end is told", async (code, kind) => {
    const exchange = recorder.begin(headOf({ body: null }))!;
    exchange.body(null, "incomplete");
    exchange.fail(code, "uploading");
    await recorder.drain();
    expect(kinds()).toEqual([kind]);
    expect(recorder.stats()).toEqual({ opaque: 0, failedOpen: 0 });
  });

  test.each([
    ["incomplete", undefined],
    ["larger than 32 MB", "client_gone"],
  ] as const)("a body that was %s and not read is told so, whatever its end", async (reason, fail) => {
    const exchange = recorder.begin(headOf({ body: null }))!;
    exchange.body(null, reason);
    if (fail) exchange.fail(fail, "later");
    else exchange.end();
    await recorder.drain();
    expect(kinds()[0]).toBe("request-opaque");
    expect(recorder.stats().opaque).toBe(1);
  });

  test("usage is told with its model, and only where there is some", async () => {
    const { n } = await record({ status: 200, chunks: [whole] });
    await record({ status: 529, chunks: [overloaded] });
    expect(billed).toEqual([[n, "claude-sonnet"]]);
  });

  test("an end before the body was read waits for it", async () => {
    const turn = await record({ status: 200, chunks: [whole] });
    expect(kinds()).toEqual(["session-started", "turn-started", "turn-recorded"]);
    expect(turn.answerBytes).toBe(whole.length);
  });
});

test("what is no conversation is not recorded", () => {
  expect(recorder.begin({ ...headOf({ body: null }), dialect: null })).toBeNull();
});
