import { describe, expect, test } from "vitest";
import { nodePort } from "../../document/testing/node-port.ts";
import type { Answer } from "../dialect.ts";
import { dialectIds, fixture, observed } from "../testing/fixture.ts";
import type { AnswerReader } from "./answer-reader.ts";
import { errorMessage } from "./error-message.ts";
import { observeAnswer } from "./observe-answer.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Seen {
  readonly events: [string, unknown][];
  readonly bodies: unknown[];
}

function observe(
  pieces: readonly string[],
  contentType: string,
  limit?: number,
  status = 200,
): Seen & { answer: Answer } {
  const seen: Seen = { events: [], bodies: [] };
  const nothing = { usage: null, model: null, stopReason: null, error: null };
  const reader: AnswerReader = {
    event: (name, data) => seen.events.push([name, data]),
    whole: (body) => seen.bodies.push(body),
    answer: () => ({ resent: {}, ...nothing, finished: seen.events.length + seen.bodies.length > 0 }),
  };
  const observer = observeAnswer({
    answer: { status, contentType, port: nodePort },
    reader,
    historyKey: "messages",
    blocks: () => [],
    ...(limit === undefined ? {} : { limit }),
  });
  for (const piece of pieces) observer.push(encode(piece));
  observer.read();
  return { ...seen, answer: observer.read() };
}

describe("stream or JSON", () => {
  test.each([
    ["an event stream", "data: {}\n\n", "text/event-stream; charset=utf-8", "stream"],
    ["a stream without a type", "event: ping\ndata: {}\n\n", "", "stream"],
    ["a stream behind a byte order mark", "\uFEFFdata: {}\n\n", "text/event-stream", "stream"],
    ["JSON", "{}", "application/json", "json"],
    ["JSON sent as a stream", '\n {"error":{}}', "text/event-stream", "json"],
    ["JSON without a type", "[]", "", "json"],
  ])("%s", (_, text, contentType, form) => {
    const { events, bodies } = observe([text], contentType);
    expect([events.length, bodies.length]).toEqual(form === "stream" ? [1, 0] : [0, 1]);
  });

  test("JSON is told once, when it is whole", () => {
    expect(observe(['{"a":', "1}"], "application/json").bodies).toEqual([{ a: 1 }]);
    expect(observe(['{"a":', "1"], "application/json").bodies).toEqual([]);
    expect(observe(["", "  "], "application/json").bodies).toEqual([]);
  });

  test("data that is no JSON is told as text", () => {
    expect(observe(["data: [DONE]\n\ndata: 7\n\n"], "text/event-stream").events).toEqual([
      ["message", "[DONE]"],
      ["message", 7],
    ]);
  });
});

describe("limits", () => {
  test("an answer above the limit is unfinished", () => {
    const body = `{"a":"${"x".repeat(100)}"}`;
    expect(observe([body], "application/json", 200)).toMatchObject({ bodies: [{}], answer: { finished: true } });
    expect(observe([body], "application/json", 50)).toMatchObject({ bodies: [], answer: { finished: false } });
    const events = ["data: 1\n\n", "data: 2\n\n".repeat(20)];
    expect(observe(events, "text/event-stream", 50)).toMatchObject({
      events: [["message", 1]],
      answer: { finished: false },
    });
  });
});

describe("errors", () => {
  test("a gateway's plain text is an error, its HTML is none", () => {
    expect(observe(["upstream timed out\n"], "text/plain", undefined, 504).answer.error).toBe("upstream timed out");
    expect(observe(["<html>502</html>"], "text/html", undefined, 502).answer.error).toBeNull();
    expect(observe(["fine"], "text/plain").answer.error).toBeNull();
  });

  test.each([
    [{ error: { message: "a" } }, "a"],
    [{ type: "error", error: { type: "overloaded_error" } }, "overloaded_error"],
    [{ error: "b" }, "b"],
    [{ message: "c" }, "c"],
    [{ detail: "d" }, "d"],
    [[{ error: { message: "e" } }], "e"],
    [{ error: { code: 429, status: "RESOURCE_EXHAUSTED" } }, "RESOURCE_EXHAUSTED"],
    [{ error: { message: 4 } }, null],
    [[], null],
    [null, null],
    [7, null],
    ["  ", null],
    [{ error: { message: "x".repeat(5_000) } }, "x".repeat(2_000)],
  ])("the message of %j", (body, expected) => {
    expect(errorMessage(body)).toBe(expected);
  });
});

test.each(dialectIds)("%s: JSON of 40 MB is not read", (id) => {
  const answer = observed(
    id,
    [fixture(id, "answer.json").subarray(0, -1), new Uint8Array(40 << 20).fill(0x20), encode("}")],
    {
      contentType: "application/json",
    },
  );
  expect(answer).toMatchObject({ finished: false, blocks: [], usage: null });
});
