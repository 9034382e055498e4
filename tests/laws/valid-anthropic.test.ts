import { dialects } from "@aperture/engine/dialects/index";
import { documentOf, draftsIn } from "@aperture/engine/dialects/testing/fixture";
import { describe, expect, test } from "vitest";
import { all, draftOf, editRequest, put, redact, say } from "../support/strict/edit-request.ts";

/** Law 2, by hand: what the recordings do not hold. */
const mark = { cache_control: { type: "ephemeral", ttl: "1h" } };
const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } };
const pictured = draftsIn("anthropic", { messages: [{ role: "user", content: [image] }] })[0]!.text;

const call = (id: string, input: unknown = { path: "a.ts" }) => ({ type: "tool_use", id, name: "Read", input });
const result = (id: string, content?: unknown) => ({ type: "tool_result", tool_use_id: id, content });
const user = (content: unknown) => ({ role: "user", content });
const assistant = (content: unknown) => ({ role: "assistant", content });
const edit = (messages: unknown[], changes: Parameters<typeof editRequest>[2], rest: object = {}) =>
  editRequest("anthropic", { messages, ...rest }, changes).value as {
    system: unknown;
    messages: { content: unknown }[];
  };
const lastContent = (messages: unknown[], changes: Parameters<typeof editRequest>[2]) =>
  edit(messages, changes).messages.at(-1)!.content;
const resultWith = (content: unknown, text: string) =>
  lastContent([assistant([call("t1")]), user([result("t1", content)])], say(1, text));

describe("a tool's result", () => {
  test.each([
    ["a string", "long", "short"],
    ["nothing", undefined, "short"],
    ["null", null, "short"],
    ["an empty list", [], [{ type: "text", text: "short" }]],
    ["one text", [{ type: "text", text: "long", ...mark }], [{ type: "text", text: "short", ...mark }]],
    [
      "two texts, the first with a mark",
      [
        { type: "text", text: "a", ...mark },
        { type: "text", text: "b" },
      ],
      [{ type: "text", text: "short", ...mark }],
    ],
    [
      "text and an image",
      [
        { type: "text", text: "a" },
        { ...image, ...mark },
      ],
      [{ type: "text", text: "short", ...mark }],
    ],
    ["a string in a list", ["long"], ["short"]],
  ])("that is %s", (_, content, expected) => {
    expect(resultWith(content, "short")).toEqual([result("t1", expected)]);
  });

  test("keeps an image as long as the line that describes it stands", () => {
    const content = [{ type: "text", text: "a" }, { ...image, ...mark }, { type: "text", text: "b" }, image];
    expect(resultWith(content, `A\n${pictured}\nB`)).toEqual([
      result("t1", [
        { type: "text", text: "A" },
        { ...image, ...mark },
        { type: "text", text: "B" },
      ]),
    ]);
    expect(resultWith(content, `${pictured}\n${pictured}`)).toEqual([result("t1", [{ ...image, ...mark }, image])]);
    expect(resultWith(content, `not whole: ${pictured}`)).toEqual([
      result("t1", [{ type: "text", text: `not whole: ${pictured}`, ...mark }]),
    ]);
  });

  test("keeps parts that are not known, with their marks", () => {
    const reference = { type: "tool_reference", tool_name: "Deploy", ...mark };
    expect(resultWith([reference, { type: "text", text: "found" }], "short")).toEqual([
      result("t1", [{ type: "text", text: "short" }, reference]),
    ]);
  });

  test("with the id of another one, in another order than their calls", () => {
    const messages = [
      assistant([call("t1"), call("t2")]),
      user([result("t2", "two"), result("t1", "one"), result("t1", "one again")]),
    ];
    expect(lastContent(messages, all(say("one again", "ONE AGAIN"), say("two", "TWO")))).toEqual([
      result("t2", "TWO"),
      result("t1", "one"),
      result("t1", "ONE AGAIN"),
    ]);
  });

  test("of a megabyte, with every escape there is", () => {
    const text = `"\\/\b\f\n\r\t\u0000\u2028\u{1f600}é${"x".repeat(1 << 20)}`;
    expect(resultWith("long", text)).toEqual([result("t1", text)]);
  });

  test("says no half character", () => {
    expect(resultWith("long", "cut \ud83d")).toEqual([result("t1", "cut \ufffd")]);
  });
});

describe("a text of ours", () => {
  const messages = [
    user("question"),
    assistant([{ type: "text", text: "thought" }, call("t1"), call("t2")]),
    { role: "system", content: "reminder" },
    user([result("t1", "one"), result("t2", "two"), { type: "text", text: "and this" }]),
  ];
  const ours = { type: "text", text: "ours" };

  test.each([
    ["question", 0, [{ type: "text", text: "question" }, ours]],
    ["thought", 3, [result("t1", "one"), result("t2", "two"), ours, { type: "text", text: "and this" }]],
    ["reminder", 3, [result("t1", "one"), result("t2", "two"), ours, { type: "text", text: "and this" }]],
    ["one", 3, [result("t1", "one"), result("t2", "two"), ours, { type: "text", text: "and this" }]],
    ["and this", 3, [result("t1", "one"), result("t2", "two"), { type: "text", text: "and this" }, ours]],
  ])("behind %s", (which, at, content) => {
    expect(edit(messages, put(which, "ours")).messages[at]!.content).toEqual(content);
  });

  test("stands with others in the order of their blocks, and beside a replacement", () => {
    const changes = all(put("and this", "4"), put("one", "2", "3"), put("thought", "1"), say("and this", "AND THIS"));
    const says = editRequest("anthropic", { messages }, changes).says;
    expect(says.slice(-7)).toEqual(["one", "two", "1", "2", "3", "AND THIS", "4"]);
  });

  test("goes into a string from both sides", () => {
    const spoken = [user("a"), assistant("b"), user("c")];
    const changes = all(put("b", "before"), put("c", "behind"), say("c", "C"));
    expect(editRequest("anthropic", { messages: spoken }, changes).says).toEqual(["a", "b", "before", "C", "behind"]);
  });

  test.each([
    ["a string", "rules", [{ type: "text", text: "rules" }, ours]],
    ["a list", [{ type: "text", text: "rules", ...mark }], [{ type: "text", text: "rules", ...mark }, ours]],
    ["an empty list", [], [ours]],
    ["an empty string", "", [ours]],
    ["null", null, [ours]],
  ])("at the end of a system prompt that is %s", (_, system, expected) => {
    expect(edit([user("hi")], put(null, "ours"), { system }).system).toEqual(expected);
  });

  test("makes the system prompt where there is none", () => {
    expect(edit([user("hi")], put(null, "ours", "more")).system).toEqual([ours, { type: "text", text: "more" }]);
  });

  test.each([
    ["an answer that nobody answers", [user("q"), assistant("a")], "a"],
    ["a tool", [user("q")], "Reads"],
    ["a message of an unknown role", [{ role: "critic", content: "hm" }, assistant("a")], "hm"],
  ])("has no place behind %s", (_, spoken, which) => {
    const document = documentOf("anthropic", { tools: [{ name: "R", description: "Reads" }], messages: spoken });
    const placed = draftOf(dialects.anthropic.blocks(document), which);
    expect(dialects.anthropic.editing.refuseInsert(document, placed)?.code).toBe("no_place");
    expect(() => dialects.anthropic.editing.edits(document, [{ kind: "insert", behind: placed, text: "x" }])).toThrow(
      /no_place/,
    );
  });
});

describe("other blocks", () => {
  test("an image becomes the text that says it was removed, with its mark", () => {
    const content = [image, { ...image, ...mark }];
    expect(lastContent([user(content)], all(say(0, "[removed]"), say(1, "[gone]")))).toEqual([
      { type: "text", text: "[removed]" },
      { type: "text", text: "[gone]", ...mark },
    ]);
  });

  test("arguments are what was given, number for number", () => {
    const { text } = editRequest(
      "anthropic",
      { messages: [assistant([call("t1")])] },
      say(0, '{"n": 1.0, "big":90071992547409931}'),
    );
    expect(text).toContain('"input":{"n": 1.0, "big":90071992547409931}');
  });

  test("a secret goes from arguments, texts and documents; keys, numbers, names, sources and signatures stay", () => {
    const document = {
      type: "document",
      title: "hunter2",
      source: { type: "text", media_type: "text/hunter2", data: "my hunter2" },
    };
    const body = `{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"hunter2","name":"hunter2","input":{"hunter2" : ["hunter2",1.0,{"a":"\\u0068unter2 \\u00e9"},"\\u00e9"]}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"hunter2","content":[{"type":"text","text":"is hunter2"},${JSON.stringify(document)}]},${JSON.stringify(document)}]}]}`;
    const { text } = editRequest(
      "anthropic",
      body,
      all(redact(0, "hunter2", "X"), redact(1, "hunter2", "X"), redact(2, "hunter2", "X")),
    );
    const cleaned = { ...document, title: "X", source: { ...document.source, data: "my X" } };
    expect(text).toBe(
      `{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"hunter2","name":"hunter2","input":{"hunter2" : ["X",1.0,{"a":"X é"},"\\u00e9"]}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"hunter2","content":[{"type":"text","text":"is X"},${JSON.stringify(cleaned)}]},${JSON.stringify(cleaned)}]}]}`,
    );
  });

  test("a replacement is redacted too", () => {
    const changes = all(say("old", "new hunter2"), redact("old", "hunter2", "X"));
    expect(lastContent([user("old")], changes)).toBe("new X");
  });

  test("the end of a prefilled answer has no white space", () => {
    expect(lastContent([user("q"), assistant("a")], say("a", "b \n"))).toBe("b");
    expect(edit([assistant("a"), user("q")], say("a", "b \n")).messages[0]!.content).toBe("b \n");
  });

  test("bytes that no stringifier would write stay as they are", () => {
    const body = `\n{ "big" : 9007199254740993, "x":1e400, "y":-0,"messages":[ {"role":"user" , "content" : [ {"type":"text","text":"\\u00e9\\/ \ufeff"} , {"type":"text","text":"b","new_field":{"__proto__":1.0}} ] } ] }\n`;
    const { text } = editRequest("anthropic", body, all(say("b", "B"), put("b", "c")));
    expect(text).toBe(body.replace('"b"', '"B"').replace("1.0}}", '1.0}},{"type":"text","text":"c"}'));
  });
});

describe("what is asked for wrongly throws before anything is built", () => {
  const document = documentOf("anthropic", {
    messages: [
      assistant([
        { type: "thinking", thinking: "hm", signature: "s" },
        call("t1"),
        { type: "server_tool_use", id: "s1", name: "web_search", input: {} },
      ]),
      user([result("t1", "one"), { type: "container_upload", file_id: "f" }]),
    ],
  });
  const drafts = dialects.anthropic.blocks(document);
  const { editing } = dialects.anthropic;

  test.each([
    ["thinking", 0, "x", /block_signed/],
    ["arguments that are none", 1, "x", /invalid_arguments/],
    ["a list as arguments", 1, "[]", /invalid_arguments/],
    ["the provider's own call", 2, "{}", /block_opaque/],
    ["an empty result", 3, " \n", /empty_text/],
    ["a part that is not known", 4, "x", /block_opaque/],
  ])("%s", (_, which, text, message) => {
    expect(() => editing.edits(document, say(which, text)(drafts))).toThrow(message);
  });

  test("two texts for one block, an empty insertion, strings that would be empty, a block of another body", () => {
    expect(() => editing.edits(document, all(say(3, "a"), say(3, "b"))(drafts))).toThrow(RangeError);
    expect(() => editing.edits(document, put(3, " ")(drafts))).toThrow(/empty_text/);
    expect(() => editing.edits(document, redact(3, "one", "")(drafts))).toThrow(/empty_text/);
    const other = documentOf("anthropic", { messages: [user("something else")] });
    expect(() => editing.edits(other, say(3, "a")(drafts))).toThrow(RangeError);
  });

  test("a body with a key twice", () => {
    const twice = documentOf(
      "anthropic",
      new TextEncoder().encode('{"messages":[{"role":"user","role":"user","content":"a"}]}'),
    );
    const [placed] = dialects.anthropic.blocks(twice);
    expect(editing.refuseInsert(twice, placed!)?.code).toBe("read_only");
    expect(() => editing.edits(twice, say(0, "b")([placed!]))).toThrow(/read_only/);
    expect(editing.edits(twice, [])).toEqual([]);
  });
});
