import { expect, test } from "vitest";
import type { CompressInput } from "../contract.ts";
import { type OutlineQuestion, outlineQuestions } from "./outline-questions.ts";
import { summarize } from "./summarize.ts";

const code = Array.from({ length: 40 }, (_, n) => `export function name${n}() { return ${n}; }`);
const numbered = code.map((line, n) => `${String(n + 7).padStart(6)}→${line}`).join("\n");
const fenced = `Look at this:\n\n\`\`\`go\n${code.join("\n")}\n\`\`\`\n\n${"Some words of prose. ".repeat(40)}`;
const inputs: Readonly<Record<string, CompressInput>> = {
  "a file by number": { text: numbered, role: "tool_result", filePaths: ["src/a.ts"], keep: ["name3"] },
  "a file as it is": { text: code.join("\n"), role: "tool_result", toolInput: '{"command":"cat src/a.py"}' },
  "prose with fences": { text: fenced, role: "assistant" },
  "prose alone": { text: "Some words of prose. ".repeat(80), role: "assistant" },
};

test.each(Object.entries(inputs))("%s: what is made ahead is what the summary asks for", (_, input) => {
  const asked: OutlineQuestion[] = [];
  summarize(input, {
    skeleton(text, path, keep, firstLine = 1) {
      asked.push({ code: text, path: path!, keep, firstLine });
      return "L1 outline";
    },
  });
  expect(outlineQuestions(input)).toEqual(asked);
});

test("a part of a file is asked for by its own first line, without its numbers", () => {
  expect(outlineQuestions(inputs["a file by number"]!)).toEqual([
    { code: code.join("\n"), path: "src/a.ts", keep: ["name3"], firstLine: 7 },
  ]);
  expect(outlineQuestions(inputs["prose with fences"]!)).toHaveLength(1);
  expect(outlineQuestions(inputs["prose alone"]!)).toEqual([]);
});
