import { dialects } from "@aperture/engine/dialects/index";
import { documentOf, draftsIn } from "@aperture/engine/dialects/testing/fixture";
import { describe, expect, test } from "vitest";
import { all, draftOf, editRequest, put, redact, say } from "../support/strict/edit-request.ts";

/** Law 2, by hand: what the recordings do not hold. */
const id = "openai-responses";
const image = { type: "input_image", image_url: "data:image/png;base64,aGk=" };
const text = (said: string, type = "input_text") => ({ type, text: said });
const message = (role: string, ...content: unknown[]) => ({ type: "message", role, content });
const pictured = draftsIn(id, { input: [message("user", image)] })[0]!.text;
const call = (call_id: string, args = "{}") => ({ type: "function_call", name: "f", call_id, arguments: args });
const output = (call_id: string, said: unknown = `output of ${call_id}`) => ({
  type: "function_call_output",
  call_id,
  output: said,
});
const reasoning = { type: "reasoning", summary: [], encrypted_content: "sealed" };
const ours = (said: string, role = "user") => message(role, text(said));
const inputOf = (input: unknown, changes: Parameters<typeof editRequest>[2], rest: object = {}) =>
  (editRequest(id, { ...rest, input }, changes).value as { input: unknown[] }).input;

describe("a block says something else", () => {
  test.each([
    ["a string", "long", "short"],
    ["one part", [text("long")], [text("short")]],
    ["two parts", [text("a"), text("b")], [text("short")]],
    ["text and an image", [text("a"), image], [text("short")]],
  ])("an output that is %s", (_, said, expected) => {
    expect(inputOf([call("c1"), output("c1", said)], say(1, "short"))[1]).toEqual(output("c1", expected));
  });

  test("an output keeps an image whose line stands", () => {
    const input = [call("c1"), output("c1", [image, text("a")])];
    expect(inputOf(input, say(1, `${pictured}\nA`))[1]).toEqual(output("c1", [image, text("A")]));
  });

  test("an output that was left out", () => {
    const input = [call("c1"), { type: "function_call_output", call_id: "c1" }];
    expect(inputOf(input, say(1, "short"))[1]).toEqual(output("c1", "short"));
  });

  test("outputs of duplicate ids, in another order than their calls", () => {
    const input = [call("c1"), call("c2"), output("c2", "two"), output("c1", "one"), output("c1", "one again")];
    expect(editRequest(id, { input }, all(say("one again", "ONE"), say("two", "TWO"))).says.slice(2)).toEqual([
      "TWO",
      "one",
      "ONE",
    ]);
  });

  test("arguments are an object, a custom tool's input is any text", () => {
    const custom = { type: "custom_tool_call", name: "exec", call_id: "c2", input: "ls" };
    const changes = all(say(0, '{"n": 1.0}'), say(1, "const a = `\n`"));
    expect(inputOf([call("c1"), custom, output("c1")], changes).slice(0, 2)).toEqual([
      call("c1", '{"n": 1.0}'),
      { ...custom, input: "const a = `\n`" },
    ]);
  });

  test("instructions, a string as input, a string as content", () => {
    const edited = editRequest(id, { instructions: "rules", input: "hi" }, all(say("rules", "RULES"), say("hi", "HI")));
    expect(edited.value).toEqual({ instructions: "RULES", input: "HI" });
    expect(inputOf([{ role: "user", content: "hi" }], say("hi", "HI"))).toEqual([{ role: "user", content: "HI" }]);
  });

  test("an image becomes a text of the kind its message takes", () => {
    const input = [message("user", image), message("assistant", image, text("x", "output_text"))];
    expect(inputOf(input, all(say(0, "[image]"), say(1, "[image]")))).toEqual([
      message("user", text("[image]")),
      message("assistant", text("[image]", "output_text"), text("x", "output_text")),
    ]);
  });

  test("a secret goes from arguments, shell actions and their outputs; types and ids stay", () => {
    const input = [
      call("c1", '{"a":"s3cret", "b":1.0}'),
      { type: "custom_tool_call", name: "exec", call_id: "c2", input: "echo s3cret" },
      {
        type: "local_shell_call",
        call_id: "s3cret",
        action: { type: "exec", command: ["echo", "s3cret"], env: { s3cret: "s3cret" } },
      },
      {
        type: "shell_call_output",
        call_id: "c4",
        output: [{ stdout: "s3cret", stderr: "", outcome: { type: "exit", exit_code: 0 } }],
      },
    ];
    const redacted = inputOf(input, all(...[0, 1, 2, 3].map((which) => redact(which, "s3cret", "X"))));
    expect(redacted).toEqual([
      call("c1", '{"a":"X", "b":1.0}'),
      { ...input[1], input: "echo X" },
      { ...input[2], action: { type: "exec", command: ["echo", "X"], env: { s3cret: "X" } } },
      { ...input[3], output: [{ stdout: "X", stderr: "", outcome: { type: "exit", exit_code: 0 } }] },
    ]);
  });
});

describe("a text of ours", () => {
  const tools = { type: "additional_tools", role: "developer", tools: [{ type: "custom", name: "exec" }] };
  const input = [
    tools,
    message("developer", text("rules")),
    message("user", text("question")),
    reasoning,
    message("assistant", text("thought", "output_text")),
    call("c1"),
    call("c2"),
    output("c2"),
    output("c1"),
    reasoning,
    call("c3"),
    output("c3"),
    message("assistant", text("answer", "output_text")),
  ];

  test.each([
    ["question", 3],
    ["encrypted", 9],
    ["thought", 9],
    ["output of c2", 9],
    ["output of c1", 9],
    ["output of c3", 12],
    ["answer", 13],
  ])("behind %s is an item of its own", (which, at) => {
    expect(inputOf(input, put(which, "ours"))).toEqual([...input.slice(0, at), ours("ours"), ...input.slice(at)]);
  });

  test.each([2, 8, 11, 12])("keeps its place when the conversation goes on (item %i)", (at) => {
    const number = draftsIn(id, { input: input.slice(0, at + 1) }).length - 1;
    const short = inputOf(input.slice(0, at + 1), put(number, "ours"));
    expect(inputOf(input, put(number, "ours")).slice(0, short.length)).toEqual(short);
  });

  test("at the end of the system prompt is a developer item behind those that open the input", () => {
    expect(inputOf(input, put(null, "a", "b"))).toEqual([
      ...input.slice(0, 2),
      ours("a", "developer"),
      ours("b", "developer"),
      ...input.slice(2),
    ]);
    expect(inputOf([], put(null, "a"), { instructions: "rules" })).toEqual([ours("a", "developer")]);
    expect(inputOf(input.slice(2), put("be brief", "a"), { instructions: "be brief" })[0]).toEqual(
      ours("a", "developer"),
    );
  });

  test("behind a developer message is a part of it", () => {
    expect(inputOf(input, put("rules", "ours"))[1]).toEqual(message("developer", text("rules"), text("ours")));
  });

  test("goes beside an input that is a string", () => {
    const edited = inputOf("hi", all(put(null, "before"), put("hi", "behind"), say("hi", "HI")));
    expect(edited).toEqual([
      ours("before", "developer"),
      { type: "message", role: "user", content: "HI" },
      ours("behind"),
    ]);
  });

  test.each([
    ["a call that waits for its output", [message("user", text("q")), call("c1")], "q", null],
    ["the call itself", [message("user", text("q")), call("c1")], "{}", "no_place"],
    ["reasoning with nothing behind it", [reasoning], "encrypted", "no_place"],
    ["a tool", input, "exec", "no_place"],
    ["outputs of an answer that is continued", [output("c1")], null, "no_place"],
    ["a search of the provider's own", [{ type: "web_search_call", id: "w", action: { query: "q" } }], "q", null],
  ])("near %s", (_, items, which, code) => {
    const document = documentOf(id, { input: items });
    const placed = which === null ? null : draftOf(dialects[id].blocks(document), which);
    expect(dialects[id].editing.refuseInsert(document, placed)?.code ?? null).toBe(code);
  });
});

test("what the provider seals or made itself is left alone", () => {
  const document = documentOf(id, {
    input: [
      reasoning,
      { type: "compaction", encrypted_content: "sealed" },
      { type: "web_search_call", id: "w", action: { query: "q" } },
      { type: "item_to_come", text: "?" },
      { type: "computer_call_output", call_id: "c", output: { type: "computer_screenshot", image_url: "data:," } },
      { type: "function_call", name: "f", call_id: "c1", arguments: "{}", encrypted_content: "sealed" },
    ],
  });
  const { blocks, editing } = dialects[id];
  const codes = blocks(document).map(({ draft }) => editing.refuse(draft, "edit", "{}")?.code ?? null);
  expect(codes).toEqual([
    "block_signed",
    "block_signed",
    "block_opaque",
    "block_opaque",
    "block_opaque",
    "block_signed",
  ]);
  for (const placed of blocks(document))
    expect(() => editing.edits(document, [{ kind: "replace", placed, text: "{}" }])).toThrow(RangeError);
});
