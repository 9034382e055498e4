import { createCompress } from "@aperture/engine/compression/compress";
import type { OutlineQuestion } from "@aperture/engine/compression/summarize/outline-questions";
import { recordedBlock } from "@aperture/engine/replay/testing/recorded";
import { expect, test } from "vitest";
import { type Level, PreparedCompress } from "./prepared-compress.ts";

const log = Array.from({ length: 200 }, (_, line) => `[INFO] step ${line % 3} done`).join("\n");
const code = Array.from({ length: 120 }, (_, line) => `export function f${line}(): number { return ${line}; }`).join(
  "\n",
);

const call = recordedBlock(1, { role: "tool_use", toolId: "t", toolName: "Bash", text: '{"command":"make"}' });
const result = recordedBlock(2, { role: "tool_result", toolId: "t", toolName: "Bash", text: log });
const read = recordedBlock(3, { role: "tool_result", toolId: "r", toolName: "Read", filePaths: ["/a.ts"], text: code });

const inputOf = (tokens: number) => ({
  id: "block-2",
  text: log,
  role: "tool_result" as const,
  toolName: "Bash",
  toolInput: '{"command":"make"}',
  filePaths: [],
  isError: false,
  tokens,
});

/** A clock that goes on by one with every look. */
function prepared(levels: readonly Level[], prepare = async (_question: OutlineQuestion) => {}) {
  let ticks = 0;
  const asked: OutlineQuestion[] = [];
  const grammars = {
    prepare: (question: OutlineQuestion) => {
      asked.push(question);
      return prepare(question);
    },
    skeleton: (text: string) => `outline of ${text.length} characters`,
  };
  return { compress: new PreparedCompress(levels, grammars, () => ticks++), asked };
}

test("what was made ahead is what would be made, and its time is told once", async () => {
  const { compress } = prepared(["trimmed", "minimal"]);
  await compress.ahead([call, result], () => 900);
  const plain = createCompress({ skeleton: () => null });
  expect(compress.spent()).toBe(0);
  expect(compress.compress("trimmed", inputOf(900))).toEqual(plain("trimmed", inputOf(900)));
  expect(compress.spent()).toBe(1);
  compress.compress("trimmed", inputOf(900));
  expect(compress.spent()).toBe(0);
});

test("what is asked otherwise is made as it is asked", async () => {
  const { compress } = prepared(["trimmed"]);
  await compress.ahead([call, result], () => 900);
  const plain = createCompress({ skeleton: () => null });
  for (const [level, input] of [
    ["minimal", inputOf(900)],
    ["trimmed", inputOf(901)],
    ["trimmed", { ...inputOf(900), text: `${log}\nand more` }],
  ] as const)
    expect(compress.compress(level, input)).toEqual(plain(level, input));
  expect(compress.spent()).toBe(0);
});

test("outlines are those that were made ahead, and no others: the same replay says the same twice", async () => {
  const input = {
    ...inputOf(900),
    id: "block-3",
    text: code,
    toolName: "Read",
    toolInput: undefined,
    filePaths: ["/a.ts"],
  };
  const { compress, asked } = prepared(["summarized"]);
  expect(compress.compress("summarized", input)?.text ?? "").not.toContain("outline of");
  await compress.ahead([read], () => 900);
  expect(asked).toHaveLength(1);
  expect(compress.compress("summarized", input)?.text).toContain("outline of");
});

test("a plan that shortens nothing has nothing made ahead", async () => {
  const { compress, asked } = prepared([]);
  await compress.ahead([call, result, read], () => {
    throw new Error("nobody asks");
  });
  expect(asked).toEqual([]);
});
