import { expect, test } from "vitest";
import { nodePort } from "../document/testing/node-port.ts";
import { SentReader } from "./is-acceptable.ts";
import { untouchedPlan } from "./replay-plan.ts";
import { replaySession } from "./replay-session.ts";
import { recordedCommands } from "./testing/recorded.ts";
import { sideOptions } from "./testing/side-options.ts";

const request = [...replaySession(recordedCommands(3), sideOptions(untouchedPlan))].at(-1)!.request!;
const body = JSON.parse(new TextDecoder().decode(request.document.bytes)) as {
  messages: { role: string; content: Record<string, unknown>[] }[];
};

const isAcceptable = (change: (copy: typeof body) => void): boolean => {
  const copy = structuredClone(body);
  change(copy);
  return new SentReader(nodePort).isAcceptable(new TextEncoder().encode(JSON.stringify(copy)), request);
};

test("the client's own body, other texts and a text more are the client's request still", () => {
  expect(new SentReader(nodePort).isAcceptable(request.document.bytes, request)).toBe(true);
  expect(isAcceptable(() => {})).toBe(true);
  expect(isAcceptable(({ messages }) => (messages[2]!.content[0]!.content = "shorter"))).toBe(true);
  expect(isAcceptable(({ messages }) => messages[2]!.content.push({ type: "text", text: "more" }))).toBe(true);
});

test.each<[string, (copy: typeof body) => void]>([
  ["a result is gone", ({ messages }) => messages[2]!.content.pop()],
  ["a call has another id", ({ messages }) => (messages[1]!.content[0]!.id = "t9")],
  ["a call came twice", ({ messages }) => messages[1]!.content.push({ ...messages[1]!.content[0]! })],
  ["a message is gone", ({ messages }) => messages.splice(1, 1)],
  ["an empty text was put in", ({ messages }) => messages[0]!.content.push({ type: "text", text: " " })],
])("it is not where %s", (_, change) => {
  expect(isAcceptable(change)).toBe(false);
});

test("nor where it is no JSON", () => {
  const cut = request.document.bytes.slice(0, -1);
  expect(new SentReader(nodePort).isAcceptable(cut, request)).toBe(false);
});
