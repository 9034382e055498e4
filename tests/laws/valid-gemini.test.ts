import { dialects } from "@aperture/engine/dialects/index";
import { documentOf, draftsIn } from "@aperture/engine/dialects/testing/fixture";
import { describe, expect, test } from "vitest";
import { all, draftOf, editRequest, put, redact, say } from "../support/strict/edit-request.ts";

/** Law 2, by hand: what the recordings do not hold. */
const id = "gemini";
const inline = { inlineData: { mimeType: "image/png", data: "aGk=" } };
const user = (...parts: unknown[]) => ({ role: "user", parts });
const model = (...parts: unknown[]) => ({ role: "model", parts });
const call = (args: object = { path: "a.ts" }, more: object = {}) => ({
  functionCall: { name: "read", args },
  ...more,
});
const answer = (response: unknown, more: object = {}) => ({ functionResponse: { name: "read", response, ...more } });
const pictured = draftsIn(id, { contents: [user(inline)] })[0]!.text;
const edit = (contents: unknown, changes: Parameters<typeof editRequest>[2], rest: object = {}) =>
  editRequest(id, { ...rest, contents }, changes).value as { contents: unknown[]; systemInstruction?: unknown };
const responded = (part: object, text: string) =>
  (edit([model(call()), user(part)], say(1, text)).contents[1] as { parts: unknown[] }).parts;

describe("a response", () => {
  test.each([
    ["wrapped", answer({ output: "long" }), "short", answer({ output: "short" })],
    ["an error", answer({ error: "long" }), "short", answer({ error: "short" })],
    ["an object", answer({ a: 1, b: 2 }), "short", answer({ output: "short" })],
    ["an object that stays one", answer({ a: 1, b: 2 }), '{"a":1}', answer({ a: 1 })],
    [
      "an object whose text looks wrapped",
      answer({ a: 1, b: 2 }),
      '{"output":"x"}',
      answer({ output: '{"output":"x"}' }),
    ],
    ["an object with an error", answer({ error: { code: 5 } }), "short", answer({ error: "short" })],
    ["missing", { functionResponse: { name: "read" } }, "short", answer({ output: "short" })],
    [
      "in snake case",
      { function_response: { name: "read", response: { result: "long" } } },
      "short",
      { function_response: { name: "read", response: { result: "short" } } },
    ],
  ])("that is %s", (_, before, text, after) => {
    expect(responded(before, text)).toEqual([after]);
  });

  test("keeps an image whose line stands", () => {
    const part = answer({ output: "long" }, { parts: [inline] });
    expect(responded(part, `short\n${pictured}`)).toEqual([answer({ output: "short" }, { parts: [inline] })]);
    expect(responded(part, "short")).toEqual([answer({ output: "short" }, { parts: [] })]);
  });

  test("that came twice", () => {
    const contents = [model(call()), user(answer({ output: "one" }), answer({ output: "two" }))];
    expect(edit(contents, say("two", "TWO")).contents[1]).toEqual(
      user(answer({ output: "one" }), answer({ output: "TWO" })),
    );
  });
});

describe("other blocks", () => {
  test("texts, arguments, images", () => {
    const contents = [user({ text: "hi" }, inline), model(call()), user(answer({ output: "x" }))];
    const edited = edit(contents, all(say("hi", "HI"), say(1, "[image]"), say(2, '{"n":1}')));
    expect(edited.contents.slice(0, 2)).toEqual([user({ text: "HI" }, { text: "[image]" }), model(call({ n: 1 }))]);
  });

  test("a content that is a string, parts that are one part, contents that are one content", () => {
    expect(edit(["hi"], say("hi", "HI")).contents).toEqual(["HI"]);
    expect(edit([{ role: "user", parts: { text: "hi" } }], say("hi", "HI")).contents).toEqual([
      { role: "user", parts: { text: "HI" } },
    ]);
    expect(edit({ parts: [{ text: "hi" }] }, all(say("hi", "HI"), put("hi", "ours"))).contents).toEqual({
      parts: [{ text: "HI" }, { text: "ours" }],
    });
  });

  test("a secret goes from arguments and responses; names, keys and numbers stay", () => {
    const body = `{"contents":[{"role":"model","parts":[{"functionCall":{"name":"s3cret","args":{"s3cret":[1.0,"s3cret"]}}}]},{"role":"user","parts":[{"functionResponse":{"name":"s3cret","response":{"s3cret" : 2.50,"a":["is s3cret"]}}}]}]}`;
    const { text } = editRequest(id, body, all(redact(0, "s3cret", "X"), redact(1, "s3cret", "X")));
    expect(text).toBe(body.replace(',"s3cret"]', ',"X"]').replace("is s3cret", "is X"));
  });

  test("a secret goes from what is signed, so that it says what the model signed", () => {
    const [hidden, told] = ["REDACTED_1_abc123", "s3cret"];
    const parts = (said: string) => [
      { text: `it is ${said}`, thoughtSignature: "a" },
      call({ path: `/${said}`, list: [1.5, said] }, { thoughtSignature: "b" }),
    ];
    const body = { contents: [model(...parts(told))] };
    const { value } = editRequest(id, body, all(redact(0, told, hidden), redact(1, told, hidden)));
    expect(value).toEqual({ contents: [model(...parts(hidden))] });
    for (const which of [0, 1])
      expect(() => editRequest(id, body, say(which, '{"said":"otherwise"}'))).toThrow("block_signed");
    const thought = { contents: [model({ text: told, thought: true, thoughtSignature: "c" })] };
    expect(() => editRequest(id, thought, redact(0, told, hidden))).toThrow("block_signed");
  });

  test("what is signed, thought or run by the provider is left alone", () => {
    const document = documentOf(id, {
      contents: [
        model(
          call({}, { thoughtSignature: "sealed" }),
          { text: "hm", thought: true },
          { text: "said", thoughtSignature: "sealed" },
          { executableCode: { code: "1", language: "PYTHON" } },
          { codeExecutionResult: { outcome: "OUTCOME_OK", output: "1" } },
          { partToCome: {} },
        ),
      ],
    });
    const { blocks, editing } = dialects[id];
    const codes = blocks(document).map(({ draft }) => editing.refuse(draft, "edit", "{}")?.code ?? null);
    expect(codes).toEqual([
      "block_signed",
      "block_signed",
      "block_signed",
      "block_opaque",
      "block_opaque",
      "block_opaque",
    ]);
    for (const placed of blocks(document))
      expect(() => editing.edits(document, [{ kind: "replace", placed, text: "{}" }])).toThrow(RangeError);
  });
});

describe("a text of ours", () => {
  const contents = [
    user({ text: "question" }),
    model({ text: "thought" }, call(), call()),
    user(answer({ output: "one" }), answer({ output: "two" }), { text: "and this" }),
    model({ text: "answer" }),
  ];
  const ours = { text: "ours" };

  test.each([
    ["question", 0, user({ text: "question" }, ours)],
    ["thought", 2, user(answer({ output: "one" }), answer({ output: "two" }), ours, { text: "and this" })],
    ["one", 2, user(answer({ output: "one" }), answer({ output: "two" }), ours, { text: "and this" })],
    ["and this", 2, user(answer({ output: "one" }), answer({ output: "two" }), { text: "and this" }, ours)],
  ])("behind %s", (which, at, content) => {
    expect(edit(contents, put(which, "ours")).contents[at]).toEqual(content);
  });

  test("beside a part that stands where a list should", () => {
    const lone = [{ role: "user", parts: { text: "hi" } }];
    expect(edit(lone, all(put("hi", "a", "b"), say("hi", "HI"))).contents).toEqual([
      user({ text: "HI" }, { text: "a" }, { text: "b" }),
    ]);
  });

  test("at the end of the system instruction, which may come to be", () => {
    const system = { role: "user", parts: [{ text: "rules" }] };
    expect(edit(contents, put(null, "ours"), { systemInstruction: system }).systemInstruction).toEqual({
      role: "user",
      parts: [{ text: "rules" }, ours],
    });
    expect(edit(contents, put(null, "ours")).systemInstruction).toEqual({ parts: [ours] });
    const snake = editRequest(id, { system_instruction: system, contents }, put("rules", "ours")).value;
    expect(snake).toEqual({ system_instruction: { role: "user", parts: [{ text: "rules" }, ours] }, contents });
  });

  test.each([
    ["the model's last word", {}, "answer"],
    ["a tool", {}, "Reads"],
    ["the system prompt of a named cache", { cachedContent: "cachedContents/1" }, null],
  ])("has no place behind %s", (_, rest, which) => {
    const tools = [{ functionDeclarations: [{ name: "r", description: "Reads" }] }];
    const document = documentOf(id, { tools, contents, ...rest });
    const placed = which === null ? null : draftOf(dialects[id].blocks(document), which);
    expect(dialects[id].editing.refuseInsert(document, placed)?.code).toBe("no_place");
  });
});
