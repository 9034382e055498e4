import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { tell } from "./testing/tell.ts";

let store: Store;
let recorder: Recorder;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  recorder = createRecorder({ store });
});
afterEach(() => store.close());

type Content = { role: string; parts: readonly object[] };
interface Call {
  readonly name: string;
  readonly args: object;
  /** JSON leaves it out where it is undefined. */
  readonly id?: string | undefined;
}
const user = (...parts: readonly object[]): Content => ({ role: "user", parts });
const model = (...calls: readonly Call[]): Content => ({
  role: "model",
  parts: calls.map((functionCall) => ({ functionCall })),
});
const results = (calls: readonly Call[], texts: readonly string[]): Content =>
  user(...calls.map(({ name, id }, at) => ({ functionResponse: { id, name, response: { output: texts[at] } } })));

const headers = { "user-agent": "GeminiCLI/0.61.0 (linux; x64)" };
const tools = [{ functionDeclarations: [{ name: "read_file" }, { name: "write_file" }] }];

/** One turn: the request's history, and the content that answers it. */
async function turn(contents: readonly Content[], answer: Content) {
  const body = { contents, systemInstruction: { parts: [{ text: "You are an agent." }] }, tools };
  tell(recorder, {
    dialect: "gemini",
    tag: "work",
    headers,
    body,
    answer: { candidates: [{ content: answer, finishReason: "STOP" }], modelVersion: "gemini-3-pro" },
  });
  await recorder.drain();
  return store.turns.ofSession(store.sessions.latest()!.n, { limit: 1 })[0]!;
}
const texts = (numbers: readonly number[]) => numbers.map((n) => store.contents.text(store.blocks.get(n)!.hash));

const prompt = user({ text: "Read notes.txt twice" });
const read = { name: "read_file", args: { file_path: "/project/notes.txt" } };
const write = { name: "write_file", args: { file_path: "/project/notes.txt", content: "alpha" } };
const done = { role: "model", parts: [{ text: "Done." }] };

type IdOf = (name: string, index: number) => string | undefined;
const noId: IdOf = () => undefined;
const clientId: IdOf = (name, index) => `${name}_1795369533001_${index}`;
const serverId: IdOf = (_, index) => `fc-${index}`;

// Ids as they come in the answer, and as the client sends them back.
test.each([
  ["of the client's making", noId, clientId],
  ["of the server", serverId, serverId],
  ["none at all", noId, noId],
] satisfies [string, IdOf, IdOf][])(
  "an answer's calls keep their numbers in the next turn: ids %s",
  async (_, answered, resent) => {
    const callsWith = (idOf: IdOf) =>
      [write, read, read, read].map((call, index): Call => ({ ...call, id: idOf(call.name, index) }));
    const first = await turn([prompt], model(...callsWith(answered).slice(0, 3)));
    const calls = callsWith(resent).slice(0, 3);
    const history = (...outputs: string[]) => [prompt, model(...calls), results(calls, outputs)];
    const second = await turn(history("ok", "first", "second"), model(...callsWith(answered).slice(3)));
    expect(first.answerBlocks).toHaveLength(3);
    expect(second.blocks.slice(first.blocks.length, -3)).toEqual(first.answerBlocks);
    expect(texts(second.blocks.slice(-3))).toEqual(["ok", "first", "second"]);

    // The same call a third time is a block of its own; those before stay what they were, a cleared result included.
    const third = await turn([...history("ok", "[cleared]", "second"), model(...callsWith(resent).slice(3))], done);
    expect(third.blocks).toEqual([...second.blocks, ...second.answerBlocks]);
    expect(texts(third.blocks.slice(-4))).toEqual(["ok", "[cleared]", "second", JSON.stringify(read.args)]);
  },
);

test("a call has the id that its result has, once the client has sent both", async () => {
  const call = { ...read, id: clientId("read_file", 0) };
  const first = await turn([prompt], model(read));
  const idOf = (n: number) => store.blocks.get(n)!.meta.toolId;
  expect(first.answerBlocks.map(idOf)).toEqual([undefined]);
  const second = await turn([prompt, model(call), results([call], ["text"])], done);
  expect(first.answerBlocks.map(idOf)).toEqual([call.id]);
  expect(second.blocks.slice(-2).map(idOf)).toEqual([call.id, call.id]);
});
