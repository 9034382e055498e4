import { expect, test } from "vitest";
import { answerEvents } from "./answer-events.ts";
import { conversation } from "./conversation.ts";
import { readAnswer } from "./read-answer.ts";
import { callId, type ScriptedStep } from "./script.ts";

const events = (step: ScriptedStep, index = 0) =>
  answerEvents({ step, index, model: "m", usage: { input_tokens: 5, output_tokens: 9 } }).map((event) => event.data);
const bytes = (step: ScriptedStep, index = 0, cut = 7): AsyncIterable<Uint8Array> => {
  const text = events(step, index)
    .map((data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`)
    .join("");
  const all = new TextEncoder().encode(text);
  return (async function* () {
    for (let from = 0; from < all.length; from += cut) yield all.subarray(from, from + cut);
  })();
};

test.each(conversation.steps.map((step, index) => [index, step] as const))(
  "answer %i comes out as it went in, however the stream is cut",
  async (index, step) => {
    const answer = await readAnswer(bytes(step, index));
    const expected = [
      ...(step.thinking === undefined ? [] : [{ type: "thinking", thinking: step.thinking }]),
      ...(step.text === undefined ? [] : [{ type: "text", text: step.text }]),
      ...(step.calls ?? []).map(({ name, input }, call) => ({
        type: "tool_use",
        id: callId(index, call),
        name,
        input,
      })),
    ];
    expect(answer).toMatchObject(expected);
    expect(answer).toHaveLength(expected.length);
  },
);

test("events come in the API's order, one block after the other", () => {
  const types = events({ thinking: "a", text: "b", calls: [{ name: "Read", input: {}, result: "" }] }).map(
    ({ type }) => type,
  );
  expect(types[0]).toBe("message_start");
  expect(types.slice(-2)).toEqual(["message_delta", "message_stop"]);
  expect(types.filter((type) => type === "content_block_start")).toHaveLength(3);
  expect(types.filter((type) => type === "content_block_stop")).toHaveLength(3);
});

test("an answer with calls stops for them, one without ends the turn", () => {
  const reason = (step: ScriptedStep) => events(step).find(({ type }) => type === "message_delta");
  expect(reason({ calls: [{ name: "Read", input: {}, result: "" }] })).toMatchObject({
    delta: { stop_reason: "tool_use" },
  });
  expect(reason({ text: "done" })).toMatchObject({ delta: { stop_reason: "end_turn" } });
});

test("a stream that breaks off is an error, not a short answer", async () => {
  const whole = bytes({ text: "a text that is long enough" }, 0, 40);
  const broken = (async function* () {
    let left = 9;
    for await (const chunk of whole) if (left-- > 0) yield chunk;
  })();
  await expect(readAnswer(broken)).rejects.toThrow("message_stop");
});
