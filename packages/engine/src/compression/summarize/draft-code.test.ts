import { describe, expect, test } from "vitest";
import type { Skeleton } from "../contract.ts";
import { draftCode } from "./draft-code.ts";
import { readNumberedLines } from "./numbered-lines.ts";
import { outlineFences } from "./outline-fences.ts";

const given: Parameters<Skeleton>[] = [];
const skeleton: Skeleton = (...call) => {
  given.push(call);
  return "L1-9 function a() …";
};
const none: Skeleton = () => null;
const read = (text: string, path: string, by: Skeleton, keep: string[] = []) =>
  draftCode({ text, role: "tool_result", toolInput: JSON.stringify({ path }), keep }, readNumberedLines(text), by);

describe("draftCode", () => {
  const text =
    "[open]\n   200→function a() {\n   201→  return one_thing;\n   202→}\n\n<system-reminder>\nBe careful.\n</system-reminder>";

  test("the parser gets the code without the tool's numbers, and where it begins", () => {
    given.length = 0;
    const { lines, title, content } = read(text, "src/a.ts", skeleton)!;
    expect(given).toEqual([["function a() {\n  return one_thing;\n}", "src/a.ts", [], 200]]);
    expect(title).toBe("outline of src/a.ts, lines 200-202");
    expect(content).toBe("file-read");
    expect(lines).toEqual(["[open]", "L1-9 function a() …", "<system-reminder>", "Be careful.", "</system-reminder>"]);
  });

  test("without an outline, the lines that say most, by their numbers", () => {
    const body = Array.from({ length: 80 }, (_, index) => `  ${300 + index}→\treturn value_${index}; // error`).join(
      "\n",
    );
    const { lines, title } = read(body, "src/a.go", none, ["value_70;"])!;
    expect(title).toBe("summary by extract of src/a.go, lines 300-379");
    expect(lines.slice(0, 1)).toEqual(["L300 return value_0; // error"]);
    expect(lines).toContain("L370:\n\treturn value_70; // error");
    expect(lines.length).toBeLessThan(40);
  });

  test("unnumbered text without an outline, and other languages, are left to others", () => {
    expect(read("echo one", "a.sh", none)).toBeNull();
    expect(read(text, "a.txt", skeleton)).toBeNull();
    expect(draftCode({ text, role: "tool_result" }, null, skeleton)).toBeNull();
  });
});

describe("outlineFences", () => {
  const body = Array.from({ length: 20 }, (_, index) => `  line_${index}();`).join("\n");
  const fenced = (language: string) => `before\n\`\`\`${language}\n${body}\n\`\`\`\nafter`;
  const outlined = (text: string, by: Skeleton = skeleton) => outlineFences({ text, role: "assistant" }, by);

  test("longer blocks of a known language become outlines", () => {
    expect(outlined(fenced("ts"))).toBe("before\n```ts\nL1-9 function a() …\n```\nafter");
    expect(given.at(-1)![1]).toBe(".ts");
  });

  test("other blocks stay as they are", () => {
    for (const text of [fenced(""), "```ts\nshort();\n```", `\`\`\`ts\n${body}`, "no fence"])
      expect(outlined(text)).toBe(text);
    expect(outlined(fenced("ts"), none)).toBe(fenced("ts"));
  });
});
