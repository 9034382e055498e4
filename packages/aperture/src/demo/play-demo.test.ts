import { afterEach, beforeEach, expect, test } from "vitest";
import { playDemo } from "./play-demo.ts";
import type { Script } from "./script.ts";
import { type ScriptedUpstream, startScriptedUpstream } from "./scripted-upstream.ts";

const script: Script = {
  model: "model-1",
  system: ["You are short.", "x".repeat(3_600)],
  tools: [{ name: "Read", description: "reads", input_schema: { type: "object" } }],
  prompt: ["<system-reminder>notes</system-reminder>", "Why is it red?"],
  title: { model: "model-0", system: "title", answer: "Red tests" },
  steps: [
    { text: "I look.", calls: [{ name: "Read", input: { file_path: "a.ts" }, result: "y".repeat(720) }] },
    {
      calls: [
        { name: "Todo", input: { todos: [{ content: "one" }, { content: "two" }] }, result: "" },
        { name: "Ask", input: { options: { a: 1 } }, result: "" },
        { name: "Wait", input: { seconds: 3 }, result: "" },
        { name: "Bash", input: { command: `ls\n${"x".repeat(200)}` }, result: "", failed: true },
        { name: "Stop", input: {}, result: "" },
      ],
    },
    { text: "Because of line 1." },
  ],
};

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startScriptedUpstream({ script, speed: 1_000 });
});
afterEach(() => upstream.close());

const port = () => Number(new URL(upstream.origin).port);
const ask = async (body: object) => {
  const response = await fetch(`${upstream.origin}/v1/messages`, { method: "POST", body: JSON.stringify(body) });
  return response.text();
};
const mark = { cache_control: { type: "ephemeral" } };
const usageOf = (answer: string) => JSON.parse(/data: (\{"type":"message_start".*\})/.exec(answer)![1]!).message.usage;

test("the whole script is played and told, and the upstream sees a title and every turn", async () => {
  const told: string[] = [];
  const out = { write: (text: string) => told.push(text) };
  await playDemo({ proxyPort: port(), speed: 1_000, signal: new AbortController().signal, out, script });
  expect(upstream.requests).toBe(4);
  expect(told.join("").split("\n")).toEqual([
    "you: Why is it red?",
    "  Read a.ts",
    "  Todo 2 todos",
    '  Ask options: {"a":1}',
    "  Wait 3",
    "  Bash ls (failed)",
    "  Stop",
    "agent: Because of line 1.",
    "",
  ]);
});

test("bills what the last mark left in the cache as read, and what is new up to this mark as written", async () => {
  const system = [{ type: "text", text: "x".repeat(3_600), ...mark }];
  const user = (length: number, marked: boolean) => ({
    role: "user",
    content: [{ type: "text", text: "y".repeat(length), ...(marked ? mark : {}) }],
  });
  const tools = script.tools;
  const first = usageOf(await ask({ model: "m", tools, system, messages: [user(360, true)] }));
  expect(first.cache_read_input_tokens).toBe(0);
  const assistant = { role: "assistant", content: [{ type: "text", text: "z".repeat(36) }] };
  const messages = [user(360, false), assistant, user(720, true)];
  const second = usageOf(await ask({ model: "m", tools, system, messages }));
  expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
  expect(second.cache_creation_input_tokens).toBe(210);
  expect(second.input_tokens).toBe(0);
});

test("a request without tools is the title's; one beyond the script is told so; anything else is not found", async () => {
  const messages = [{ role: "user", content: "hello" }];
  expect(await ask({ model: "m", messages })).toContain("Red tests");
  const beyond = Array.from({ length: 5 }, () => ({ role: "assistant", content: "" }));
  expect(await ask({ model: "m", tools: script.tools, messages: beyond })).toContain("nothing more");
  expect((await fetch(`${upstream.origin}/v1/models`)).status).toBe(404);
  expect((await fetch(`${upstream.origin}/v1/messages`, { method: "POST", body: "{" })).status).toBe(404);
});

test("an abort ends the play at once", async () => {
  const end = new AbortController();
  const slow = await startScriptedUpstream({ script, speed: 0.01 });
  const proxyPort = Number(new URL(slow.origin).port);
  const playing = playDemo({ proxyPort, speed: 0.01, signal: end.signal, out: { write: () => undefined }, script });
  setTimeout(() => end.abort(new Error("enough")), 30);
  await expect(playing).rejects.toThrow();
  await slow.close();
});

test("a proxy that is down or refuses is an error with its own words", async () => {
  const out = { write: () => undefined };
  const signal = new AbortController().signal;
  await upstream.close();
  await expect(playDemo({ proxyPort: port(), speed: 1_000, signal, out, script })).rejects.toThrow(/ECONNREFUSED/);
  upstream = await startScriptedUpstream({ script, speed: 1_000 });
});
