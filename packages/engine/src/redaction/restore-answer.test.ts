import { describe, expect, test } from "vitest";
import { dialectIds, fixture } from "../dialects/testing/fixture.ts";
import { nodePort } from "../document/testing/node-port.ts";
import { placeholderFor } from "./placeholder.ts";
import { createAnswerRestorer } from "./restore-answer.ts";
import { redactions } from "./testing/redactions.ts";
import { bytesOf, cutAt, restored, textRestorer } from "./testing/restored.ts";

const [one, quoting] = redactions.map(({ placeholder }) => placeholder) as [string, string];
const value = redactions[0]!.value;
const anthropic = { dialect: "anthropic", redactions } as const;
const event = (data: object): string => `event: x\ndata: ${JSON.stringify(data)}\n\n`;
const delta = (text: string, index = 0): string =>
  event({ type: "content_block_delta", index, delta: { type: "text_delta", text } });
const stop = (index = 0): string => event({ type: "content_block_stop", index });
const ping = event({ type: "ping" });

describe("what is held back", () => {
  test("an event that ends in the middle of what may be a placeholder, until the next of its text", () => {
    const restorer = textRestorer(anthropic);
    expect(restorer.push(delta("Use REDA"))).toBe("");
    expect(restorer.push(delta("CTED_1"))).toBe("");
    expect(restorer.push(delta(`${one.slice(10)} now`))).toBe(delta(`Use ${value}`) + delta("") + delta(" now"));
    expect(restorer.end()).toBe("");
    expect(restorer.count()).toBe(1);
  });

  test("when something else comes both leave as they were", () => {
    const restorer = textRestorer(anthropic);
    const first = delta("Use REDA").replace('{"type"', '{ "type"');
    expect(restorer.push(first)).toBe("");
    expect(restorer.push(delta("ble"))).toBe(first + delta("ble"));
    expect(restorer.count()).toBe(0);
  });

  test("nothing else: any other event leaves with its last byte", () => {
    const restorer = textRestorer(anthropic);
    for (const whole of [delta("Use it"), delta(`${one} `), ping, ": comment\n\n", delta("REDACTED_X"), delta("R.")]) {
      expect(restorer.push(whole.slice(0, -1))).toBe("");
      expect(restorer.push(whole.slice(-1))).toBe(whole.replace(one, value));
    }
  });

  test("what comes behind it waits, in its order", () => {
    const restorer = textRestorer(anthropic);
    expect(restorer.push(delta("R") + ping)).toBe("");
    expect(restorer.push(": comment\n\n")).toBe("");
    expect(restorer.push(delta("x"))).toBe(`${delta("R") + ping}: comment\n\n${delta("x")}`);
  });

  test.each([
    ["its block's end", stop()],
    ["the message's end", event({ type: "message_delta", delta: { stop_reason: "max_tokens" } })],
    ["an error", event({ type: "error", error: { type: "overloaded_error" } })],
    ["something that is no JSON", "data: [DONE]\n\n"],
  ])("%s lets it go", (_, last) => {
    const restorer = textRestorer(anthropic);
    expect(restorer.push(delta(one.slice(0, -1)))).toBe("");
    expect(restorer.push(last)).toBe(delta(one.slice(0, -1)) + last);
  });

  test("other blocks, empty deltas and pings do not", () => {
    const restorer = textRestorer(anthropic);
    const held = [delta(one.slice(0, 4)), delta("other", 1), stop(1), delta(""), ping, "data\n\n"];
    expect(held.map(restorer.push).join("")).toBe("");
    expect(restorer.push(delta(one.slice(4)))).toBe(delta(value) + held.slice(1).join("") + delta(""));
  });

  test("two texts under way at once are kept apart", () => {
    const restorer = textRestorer(anthropic);
    const { value: other } = redactions[1]!;
    expect(restorer.push(delta("RED", 0) + delta("REDACTED_", 1))).toBe("");
    expect(restorer.push(delta(quoting.slice(9), 1))).toBe("");
    expect(restorer.push(delta("uced", 0))).toBe(delta("RED", 0) + delta(other, 1) + delta("", 1) + delta("uced", 0));
  });

  test("a stream that ends without its end gives all it has", () => {
    const restorer = textRestorer(anthropic);
    expect(restorer.push(delta("a REDA") + delta("CTED").slice(0, 30))).toBe("");
    expect(restorer.end()).toBe(delta("a REDA") + delta("CTED").slice(0, 30));
    const late = textRestorer(anthropic);
    expect(late.push(delta(`a ${one}`).trimEnd())).toBe("");
    expect(late.end()).toBe(delta(`a ${value}`).trimEnd());
  });

  test("no more than a megabyte and the event under way", () => {
    const restorer = textRestorer(anthropic);
    const thought = event({
      type: "content_block_delta",
      index: 1,
      delta: { type: "thinking_delta", thinking: "x".repeat(100_000) },
    });
    let out = restorer.push(delta("R"));
    let sent = 0;
    for (; out === "" && sent < 20; sent++) out += restorer.push(thought);
    expect(sent).toBeLessThan(13);
    expect(out).toBe(delta("R") + thought.repeat(sent));
  });
});

describe("bytes", () => {
  test.each(
    dialectIds.flatMap((dialect) =>
      ["stream.txt", "error-stream.txt", "answer.json", "error.json"].map((name) => [dialect, name] as const),
    ),
  )("%s/%s passes as it came, wherever it is cut", (dialect, name) => {
    const bytes = fixture(dialect, name);
    const contentType = name.endsWith("json") ? "application/json" : "text/event-stream";
    for (let at = 0; at < bytes.length; at += 7)
      expect(Buffer.compare(restored({ dialect, redactions, contentType }, cutAt(bytes, [at])), bytes)).toBe(0);
  });

  test("of an untouched answer are not even copied", () => {
    const bytes = fixture("anthropic", "stream.txt");
    const restorer = createAnswerRestorer({ ...anthropic, contentType: "text/event-stream", port: nodePort });
    const pieces = restorer.push(bytes);
    expect(pieces.map(({ buffer, byteOffset, length }) => [buffer, byteOffset, length])).toEqual([
      [bytes.buffer, bytes.byteOffset, bytes.length],
    ]);
    expect(pieces[0]!.buffer).toBe(bytes.buffer);
  });

  test("around a value stay, odd as they are", () => {
    const odd = `: hi\r\nid: 3\r\nevent:x\r\ndata:{ "type" : "content_block_delta","index":0, "delta":{"type":"text_delta","text":"\\u00e9 ${one}\\/", "n":1.0e2, "x":"${one}"} }\r\nretry: 5\r\n\r\n`;
    const restorer = textRestorer(anthropic);
    expect(restorer.push(odd)).toBe(odd.replace(`${one}\\/`, `${value}\\/`));
  });

  test("a value over several data lines has its place", () => {
    const lines = `data: {"type":"content_block_delta","index":0,\ndata: "delta":{"type":"text_delta",\ndata:"text":"a ${one}"}}\n\n`;
    expect(textRestorer(anthropic).push(lines)).toBe(lines.replace(one, value));
  });

  test.each([
    ["broken JSON", `data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"${one}"\n\n`],
    ["an unknown event", event({ type: "brand_new", index: 0, delta: { type: "text_delta", text: one } })],
    ["an unknown delta", event({ type: "content_block_delta", index: 0, delta: { type: "new_delta", text: one } })],
    [
      "a text that is none",
      event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: [one] } }),
    ],
    [
      "duplicate keys",
      `data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"${one}","text":"b"}}\n\n`,
    ],
    ["a text that is no event", `${one}\n\n`],
    ["a page", `<html>${one}</html>`],
    ["JSON of another kind", `["${one}", {"text":"${one}"}]`],
    ["numbers", `data: 12\n\ndata: "${one}"\n\n`],
    ["too deep to be anything", `data: ${"[".repeat(50_000)}"${one}"\n\n`],
  ])("%s passes as it is", (_, text) => {
    const restorer = textRestorer(anthropic);
    expect(restorer.push(text) + restorer.end()).toBe(text);
    expect(restorer.count()).toBe(0);
  });

  test("invalid UTF-8 passes around a value", () => {
    const bytes = Buffer.concat([
      Buffer.from(delta(`x${one}`).slice(0, -10)),
      Buffer.from([0xff, 0xc3]),
      Buffer.from(delta("").slice(-5)),
    ]);
    const twice = restored(anthropic, [bytes, bytes]);
    expect(twice.filter((byte) => byte === 0xff).length).toBe(2);
  });

  test("a megabyte in one event is restored, an event above the limit passes", () => {
    const large = delta(`${one}${"x".repeat(1 << 20)}${one}`);
    const chunks = cutAt(
      bytesOf(large),
      Array.from({ length: 30 }, (_, index) => index * 40_000),
    );
    expect(Buffer.from(restored(anthropic, chunks)).toString()).toBe(large.replaceAll(one, value));
    const huge = bytesOf(delta(`${one}${"x".repeat(9 << 20)}`) + delta(one));
    const out = Buffer.from(restored(anthropic, cutAt(huge, [1 << 20, 4 << 20, 8 << 20])));
    expect(Buffer.compare(out.subarray(0, 1 << 20), huge.subarray(0, 1 << 20))).toBe(0);
    expect(out.subarray(-delta(value).length).toString()).toBe(delta(value));
  });
});

describe("JSON bodies", () => {
  const json = { ...anthropic, contentType: "application/json" };

  test("blanks in front leave at once, the body when it is whole", () => {
    const restorer = textRestorer(json);
    const body = JSON.stringify({ type: "message", content: [{ type: "text", text: `a ${one}` }] });
    expect(restorer.push("\n \n")).toBe("\n \n");
    expect(restorer.push(body.slice(0, -1))).toBe("");
    expect(restorer.push("}\n")).toBe(`${body.replace(one, value)}\n`);
  });

  test("a stream without its content type, and JSON that is said to be a stream", () => {
    expect(textRestorer({ ...anthropic, contentType: "" }).push(delta(one))).toBe(delta(value));
    const body = JSON.stringify({ type: "message", content: [{ type: "text", text: one }] });
    expect(textRestorer(anthropic).push(body)).toBe(body.replace(one, value));
  });

  test("a list of Gemini's chunks is a stream too", () => {
    const chunk = (text: string): string => JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] });
    const restorer = textRestorer({ dialect: "gemini", redactions, contentType: "application/json" });
    expect(restorer.push(`[${chunk("a")},\n`)).toBe(`[${chunk("a")},\n`);
    expect(restorer.push(`${chunk(`R${one.slice(0, 8)}`)},\n`)).toBe("");
    expect(restorer.push(`${chunk(one.slice(8))}]`)).toBe(`${chunk(`R${value}`)},\n${chunk("")}]`);
  });
});

test("values of every kind arrive as they were, in texts and in arguments", () => {
  const odd = ["\ud800 half", "\u0000\u001f", "a".repeat(10_000), '\\"\\\\"'].map((text, index) => ({
    value: text,
    placeholder: placeholderFor(text, "s", index, (content) => content),
  }));
  for (const { value: text, placeholder } of odd) {
    const call = event({
      type: "content_block_delta",
      index: 0,
      delta: { type: "input_json_delta", partial_json: `{"a":"${placeholder}"}` },
    });
    const out = textRestorer({ dialect: "anthropic", redactions: odd }).push(delta(placeholder) + call);
    const [first, second] = out
      .split("\n")
      .filter((line) => line.startsWith("data: "))
      .map((line) => JSON.parse(line.slice(6)) as { delta: { text: string; partial_json: string } });
    expect(first!.delta.text).toBe(text);
    expect(JSON.parse(second!.delta.partial_json)).toEqual({ a: text });
  }
});

test("without redactions everything passes", () => {
  const restorer = textRestorer({ dialect: "anthropic", redactions: [] });
  expect(restorer.push(delta("REDA") + delta(one))).toBe(delta("REDA") + delta(one));
});
