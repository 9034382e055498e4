import { describe, expect, test } from "vitest";
import { draftsIn, fixture, line } from "../testing/fixture.ts";

test("a generateContent request in prompt order", () => {
  expect(draftsIn("gemini", fixture("gemini", "request.json")).map(line)).toEqual([
    `system text "You are an interactive agent."`,
    `other tool_definition "{\\"name\\":\\"read_file\\",\\"description\\":\\"Reads.\\",\\"parametersJsonSchema\\":{\\"type\\":\\"object\\"}}" tool=read_file`,
    `other tool_definition "{\\"name\\":\\"glob\\",\\"description\\":\\"Finds.\\"}" tool=glob`,
    `other tool_definition "{}" tool=googleSearch`,
    `user text "Compare both files."`,
    `image inlineData "[image/png, 1024×768, 3 KB]" media=image/png tokens=516 raw`,
    `other fileData "[application/pdf, https://files.example/notes]" media=application/pdf raw`,
    `thinking thought "I read them."`,
    `assistant text "Reading both."`,
    `tool_use functionCall "{\\"absolute_path\\":\\"/project/a.ts\\"}" tool=read_file id=read_file~1 paths=/project/a.ts signed`,
    `tool_use functionCall "{\\"absolute_path\\":\\"/project/b.ts\\"}" tool=read_file id=read_file~2 paths=/project/b.ts`,
    `tool_result functionResponse "export const a = 1;" tool=read_file id=read_file~1 paths=/project/a.ts`,
    `tool_result functionResponse "File not found: /project/b.ts" tool=read_file id=read_file~2 paths=/project/b.ts error`,
    `tool_result functionResponse "File not found: /project/b.ts" tool=read_file id=read_file~2 paths=/project/b.ts error`,
    `tool_use functionCall "{\\"pattern\\":\\"*.ts\\",\\"path\\":\\"/project\\"}" tool=glob id=fc-7 paths=/project`,
    `tool_use executableCode "print(1)" tool=code_execution id=code_execution~1`,
    `tool_result codeExecutionResult "1\\n" tool=code_execution id=code_execution~1`,
    `tool_result functionResponse "{\\"files\\":[\\"a.ts\\"],\\"count\\":1}" tool=glob id=fc-7 paths=/project`,
    `other futurePart "{\\"futurePart\\":{\\"x\\":1}}" raw`,
    `user text "Go on."`,
  ]);
});

const call = (name: string, path: string) => ({ functionCall: { name, args: { path } } });
const result = (name: string, output: string) => ({ functionResponse: { name, response: { output } } });
const draftsOf = (...contents: object[]) => draftsIn("gemini", { contents });

describe("calls without ids", () => {
  const asked = { role: "model", parts: [call("read", "a"), call("list", "b"), call("read", "c")] };

  test("results belong to the next open call of their name, in any order of names", () => {
    const drafts = draftsOf(asked, {
      role: "user",
      parts: [result("list", "1"), result("read", "2"), result("read", "3")],
    });
    expect(drafts.slice(3).map((draft) => [draft.toolId, draft.filePaths])).toEqual([
      ["list~1", ["b"]],
      ["read~1", ["a"]],
      ["read~2", ["c"]],
    ]);
  });

  test("a repeated result belongs to the last call of its name and moves no later pair", () => {
    const again = { role: "user", parts: [result("read", "2"), result("read", "3"), result("read", "3")] };
    const drafts = draftsOf(
      asked,
      again,
      { role: "model", parts: [call("read", "d")] },
      { role: "user", parts: [result("read", "4")] },
    );
    expect(drafts.filter((draft) => draft.role === "tool_result").map((draft) => draft.toolId)).toEqual([
      "read~1",
      "read~2",
      "read~2",
      "read~3",
    ]);
  });

  test("a result keeps its key when its text is cleared, and when older calls are gone", () => {
    const answered = (text: string) => ({ role: "user", parts: [result("read", text)] });
    const asks = { role: "model", parts: [call("read", "x")] };
    const full = draftsOf(asked, answered("1"), asks, answered("long"));
    const cleared = draftsOf(asks, answered("[cleared]"));
    expect(cleared.map((draft) => draft.key)).toEqual(full.slice(-2).map((draft) => draft.key));
    expect(cleared[1]!.hash).not.toBe(full.at(-1)!.hash);
  });

  test("a result without a call stands alone", () => {
    expect(draftsOf({ role: "user", parts: [result("read", "1")] }).map(line)).toEqual([
      'tool_result functionResponse "1" tool=read',
    ]);
  });
});

describe("odd generateContent requests", () => {
  test.each([
    [
      "snake case",
      {
        system_instruction: { parts: { text: "s" } },
        contents: [{ parts: [{ inline_data: { mime_type: "audio/wav", data: "AAAA" } }] }],
        tools: [{ function_declarations: [{ name: "f" }] }],
      },
      [
        'system text "s"',
        'other tool_definition "{\\"name\\":\\"f\\"}" tool=f',
        'other inlineData "[audio/wav, 3 B]" media=audio/wav raw',
      ],
    ],
    ["contents as one content", { contents: { parts: [{ text: "hi" }] } }, ['user text "hi"']],
    ["contents as a string", { contents: "hi" }, ['user text "hi"']],
    ["nulls", { contents: [null, { role: "user", parts: null }], systemInstruction: null, tools: null }, []],
    [
      "numbers",
      { contents: [5, { parts: [6] }], tools: 7 },
      ['other tools "7" raw', 'other content "5" raw', 'other number "6" raw'],
    ],
    [
      "an image in a response",
      {
        contents: [
          {
            parts: [
              {
                functionResponse: {
                  id: "i",
                  name: "shot",
                  response: { output: "ok" },
                  parts: [{ inlineData: { mimeType: "image/png", data: "AAAA" } }],
                },
              },
            ],
          },
        ],
      },
      ['tool_result functionResponse "ok\\n[image/png, 3 B]" tool=shot id=i tokens=259 raw'],
    ],
  ])("%s", (_, body, expected) => {
    expect(draftsIn("gemini", body).map(line)).toEqual(expected);
  });
});
