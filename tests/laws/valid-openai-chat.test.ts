import { dialects } from "@aperture/engine/dialects/index";
import { documentOf, draftsIn } from "@aperture/engine/dialects/testing/fixture";
import { describe, expect, test } from "vitest";
import { all, draftOf, editRequest, put, redact, say } from "../support/strict/edit-request.ts";

/** Law 2, by hand: what the recordings do not hold. */
const id = "openai-chat";
const mark = { cache_control: { type: "ephemeral" } };
const image = { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } };
const pictured = draftsIn(id, { messages: [{ role: "user", content: [image] }] })[0]!.text;
const call = (name: string, args: unknown = '{"path":"a.ts"}') => ({
  id: name,
  type: "function",
  function: { name: "read", arguments: args },
});
const calling = (...calls: unknown[]) => ({ role: "assistant", content: null, tool_calls: calls });
const tool = (call: string, content: unknown) => ({ role: "tool", tool_call_id: call, content });
const user = (content: unknown) => ({ role: "user", content });
const messagesOf = (messages: unknown[], changes: Parameters<typeof editRequest>[2]) =>
  (editRequest(id, { messages }, changes).value as { messages: unknown[] }).messages;

describe("a block says something else", () => {
  test.each([
    ["a string", "long", "short"],
    ["null", null, "short"],
    ["one text with a mark", [{ type: "text", text: "long", ...mark }], [{ type: "text", text: "short", ...mark }]],
    [
      "two texts",
      [
        { type: "text", text: "a" },
        { type: "text", text: "b", ...mark },
      ],
      [{ type: "text", text: "short", ...mark }],
    ],
  ])("a result that is %s", (_, content, expected) => {
    expect(messagesOf([calling(call("c1")), tool("c1", content)], say(1, "short"))[1]).toEqual(tool("c1", expected));
  });

  test("a result without a content", () => {
    const messages = [calling(call("c1")), { role: "tool", tool_call_id: "c1" }];
    expect(messagesOf(messages, say(1, "short"))[1]).toEqual(tool("c1", "short"));
  });

  test("a result keeps an image whose line stands", () => {
    const content = [{ type: "text", text: "a" }, image];
    const messages = [calling(call("c1")), tool("c1", content)];
    expect(messagesOf(messages, say(1, `A\n${pictured}`))[1]).toEqual(tool("c1", [{ type: "text", text: "A" }, image]));
    expect(messagesOf(messages, say(1, "A"))[1]).toEqual(tool("c1", [{ type: "text", text: "A" }]));
  });

  test("results of duplicate ids, in another order than their calls", () => {
    const messages = [calling(call("c1"), call("c2")), tool("c2", "two"), tool("c1", "one"), tool("c1", "one again")];
    const says = editRequest(id, { messages }, all(say("one again", "ONE"), say("two", "TWO"))).says;
    expect(says.slice(2)).toEqual(["TWO", "one", "ONE"]);
  });

  test.each([
    ["function", call("c1"), '{"n":1.0}', call("c1", '{"n":1.0}')],
    [
      "custom",
      { id: "c1", type: "custom", custom: { name: "sh", input: "ls" } },
      "pwd",
      { id: "c1", type: "custom", custom: { name: "sh", input: "pwd" } },
    ],
    ["function whose arguments are an object", call("c1", { a: 1 }), '{"b":2}', call("c1", { b: 2 })],
    [
      "function without arguments",
      { id: "c1", type: "function", function: { name: "f" } },
      "{}",
      { id: "c1", type: "function", function: { name: "f", arguments: "{}" } },
    ],
  ])("a call of a %s", (_, before, text, after) => {
    expect(messagesOf([calling(before), tool("c1", "x")], say(0, text))[0]).toEqual(calling(after));
  });

  test("the old function_call", () => {
    const old = { role: "assistant", content: "", function_call: { name: "f", arguments: "{}" } };
    expect(messagesOf([old, { role: "function", name: "f", content: "x" }], say(1, '{"a":1}'))[0]).toEqual({
      ...old,
      function_call: { name: "f", arguments: '{"a":1}' },
    });
  });

  test("images and files become the text that says they were removed", () => {
    const file = { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,aGk=" } };
    expect(messagesOf([user([image, { ...file, ...mark }])], all(say(0, "[image]"), say(1, "[file]")))).toEqual([
      user([
        { type: "text", text: "[image]" },
        { type: "text", text: "[file]", ...mark },
      ]),
    ]);
  });

  test("a refusal and its part", () => {
    const messages = [
      { role: "assistant", content: null, refusal: "I will not" },
      { role: "assistant", content: [{ type: "refusal", refusal: "Nor that" }] },
    ];
    expect(messagesOf(messages, all(say("I will", "No"), say("Nor", "Nor")))).toEqual([
      { role: "assistant", content: null, refusal: "No" },
      { role: "assistant", content: [{ type: "refusal", refusal: "Nor" }] },
    ]);
  });

  test("a secret goes from inside arguments; their other bytes stay", () => {
    const args = '{ "n" : 1.0, "key":["s3cret","\\u00e9"], "s3cret":{"a":"x s3cret"}}';
    const messages = [calling(call("s3cret", args)), tool("s3cret", "is s3cret"), user("plain")];
    const [called, answered] = messagesOf(
      messages,
      all(redact(0, "s3cret", "X"), redact(1, "s3cret", "X"), redact(2, "s3cret", "X")),
    );
    const cleaned = '{ "n" : 1.0, "key":["X","\\u00e9"], "s3cret":{"a":"x X"}}';
    expect([called, answered]).toEqual([calling(call("s3cret", cleaned)), tool("s3cret", "is X")]);
    const cut = messagesOf([calling(call("c1", '{"key":"s3cret')), tool("c1", "x")], redact(0, "s3cret", "X"));
    expect(cut[0]).toEqual(calling(call("c1", '{"key":"X')));
  });
});

describe("a text of ours", () => {
  const messages = [
    { role: "system", content: "rules" },
    user("question"),
    { role: "assistant", content: "thought", tool_calls: [call("c1"), call("c2")] },
    tool("c2", "two"),
    tool("c1", "one"),
    { role: "assistant", content: "answer" },
  ];
  const ours = user("ours");

  test.each([
    ["question", 2],
    ["thought", 5],
    ["two", 5],
    ["one", 5],
    ["answer", 6],
  ])("behind %s is a message of its own", (which, at) => {
    expect(messagesOf(messages, put(which, "ours"))).toEqual([...messages.slice(0, at), ours, ...messages.slice(at)]);
  });

  test("behind a system message is a part of it", () => {
    const part = (text: string) => ({ type: "text", text });
    for (const which of [null, "rules"])
      expect(messagesOf(messages, put(which, "a", "b"))[0]).toEqual({
        role: "system",
        content: [part("rules"), part("a"), part("b")],
      });
    const developer = { role: "developer", content: [part("style")] };
    expect(messagesOf([messages[0], developer, user("hi")], put(null, "a"))).toEqual([
      messages[0],
      { role: "developer", content: [part("style"), part("a")] },
      user("hi"),
    ]);
  });

  test("makes the system message where there is none", () => {
    expect(messagesOf([user("hi")], put(null, "a", "b"))).toEqual([
      { role: "system", content: "a" },
      { role: "system", content: "b" },
      user("hi"),
    ]);
    expect(messagesOf([], put(null, "a"))).toEqual([{ role: "system", content: "a" }]);
  });

  test("stands with others in order, beside replacements", () => {
    const changes = all(
      put("answer", "3"),
      put("one", "2"),
      put("thought", "1"),
      say("answer", "ANSWER"),
      say("rules", "RULES"),
      put(null, "0"),
    );
    const says = editRequest(id, { messages }, changes).says;
    expect(says).toEqual([
      "RULES",
      "0",
      "question",
      "thought",
      '{"path":"a.ts"}',
      '{"path":"a.ts"}',
      "two",
      "one",
      "1",
      "2",
      "ANSWER",
      "3",
    ]);
  });

  test.each([
    ["calls that wait for their results", [user("q"), calling(call("c1"))], "a.ts"],
    ["a tool", [user("q")], "Reads"],
  ])("has no place behind %s", (_, spoken, which) => {
    const document = documentOf(id, { tools: [{ type: "function", function: { name: "Reads" } }], messages: spoken });
    const placed = draftOf(dialects[id].blocks(document), which);
    expect(dialects[id].editing.refuseInsert(document, placed)?.code).toBe("no_place");
  });
});

test("reasoning goes back as it was; what is not known stays", () => {
  const document = documentOf(id, {
    messages: [
      {
        role: "assistant",
        content: "a",
        reasoning_content: "because",
        reasoning_details: [{ type: "reasoning.encrypted", data: "x" }],
      },
      user([{ type: "video_url", video_url: { url: "https://example.org/v" } }]),
    ],
  });
  const drafts = dialects[id].blocks(document);
  const codes = drafts.map(({ draft }) => dialects[id].editing.refuse(draft, "edit", "x")?.code ?? null);
  expect(codes).toEqual(["block_signed", "block_signed", null, "block_opaque"]);
});
