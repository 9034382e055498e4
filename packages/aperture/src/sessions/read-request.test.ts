import { dialects } from "@aperture/engine/dialects/index";
import type { Document } from "@aperture/engine/document/document";
import { expect, test } from "vitest";
import { type Reading, readRequest } from "./read-request.ts";
import { assistant, request, user } from "./testing/talk.ts";

function read(body: unknown, previous?: Document): { reading: Reading | { opaque: string }; steps: number } {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const generator = readRequest(bytes, dialects.anthropic, "/v1/messages", previous);
  for (let steps = 0; ; steps++) {
    const step = generator.next();
    if (step.done) return { reading: step.value, steps };
  }
}
function readingOf(body: unknown, previous?: Document): Reading {
  const { reading } = read(body, previous);
  if ("opaque" in reading) throw new Error(reading.opaque);
  return reading;
}

test("what is recorded and compared: shape, drafts, frame and history apart", () => {
  const reading = readingOf(request([user("hello"), assistant("hi")]));
  expect(reading).toMatchObject({ dialect: "anthropic", shape: { model: "claude-sonnet", hasTools: true } });
  // One system block and three tool definitions.
  expect(reading.keys.frame.size).toBe(4);
  expect(reading.keys.conversation).toHaveLength(2);
  expect(reading.drafts).toHaveLength(6);
  const keys = reading.drafts.map(({ draft }) => draft.key);
  expect(new Set(keys)).toEqual(new Set([...reading.keys.frame, ...reading.keys.conversation]));
});

test("resumed, it says the same and shares what did not change", () => {
  const before = readingOf(request([user("hello")]));
  const body = request([user("hello"), assistant("hi"), user("more")]);
  const [resumed, fresh] = [readingOf(body, before.document), readingOf(body)];
  expect(resumed.keys).toEqual(fresh.keys);
  expect(resumed.drafts.map(({ draft, start, end }) => ({ draft, start, end }))).toEqual(
    fresh.drafts.map(({ draft, start, end }) => ({ draft, start, end })),
  );
  expect(resumed.document.scanned).toBeLessThan(fresh.document.scanned / 2);
});

test.each([["{nope"], ["[]"], [""], ["null"], ['{"messages":[}']])("%j is opaque, with a reason", (body) => {
  const { reading } = read(body);
  expect("opaque" in reading && reading.opaque.length).toBeGreaterThan(3);
});

test.each([[{}], [{ messages: [] }], [{ messages: null, model: 7 }], [{ messages: [null, 1, "x", [], {}] }]])(
  "%j is odd but readable",
  (body) => expect("opaque" in read(body).reading).toBe(false),
);

test("a large body is read in many steps", () => {
  const many = Array.from({ length: 40 }, (_, n) => user(`${n}${"x".repeat(100_000)}`));
  expect(read(request(many)).steps).toBeGreaterThanOrEqual(4);
});
