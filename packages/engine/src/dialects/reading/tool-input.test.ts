import { expect, test } from "vitest";
import { toolInput } from "./tool-input.ts";

test.each([
  ['{ "file_path" : "/a.ts" }', { text: '{"file_path":"/a.ts"}', filePaths: ["/a.ts"] }],
  [
    '{"filePath":"a","path":"a","paths":["b",3,""]}',
    { text: '{"filePath":"a","path":"a","paths":["b",3,""]}', filePaths: ["a", "b"] },
  ],
  ['{"notebook_path":"n.ipynb"}', { text: '{"notebook_path":"n.ipynb"}', filePaths: ["n.ipynb"] }],
  ['{"absolute_path":"/x"}', { text: '{"absolute_path":"/x"}', filePaths: ["/x"] }],
  ['{"workdir":"/w","cmd":"cat /etc/hosts","path":7}', { text: '{"workdir":"/w","cmd":"cat /etc/hosts","path":7}' }],
  ["null", { text: "null" }],
  ['["path"]', { text: '["path"]' }],
  ['"as it came  "', { text: '"as it came  "' }],
  ["await tools.ls()", { text: "await tools.ls()" }],
  ['{"cut":', { text: '{"cut":' }],
  ["", { text: "" }],
])("%s", (json, expected) => {
  expect(toolInput(json)).toEqual(expected);
});

test("what is nested too deeply, or too long, is shown as it came", () => {
  const deep = `${"[".repeat(100_000)} ${"]".repeat(100_000)}`;
  const long = `{ "content": "${"x".repeat(300_000)}", "path": "p" }`;
  expect(toolInput(deep).text).toBe(deep);
  expect(toolInput(long)).toEqual({ text: long });
});
