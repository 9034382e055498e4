import fc from "fast-check";
import type { CompressInput } from "../../contract.ts";

const number = fc.integer({ min: 0, max: 400 });
const word = fc.constantFrom("alpha", "beta", "src", "test", "config", "node_modules", "größe", "値", "😀");
const path = fc.tuple(word, word, number).map(([one, two, n]) => `${one}/${two}/file${n}.ts`);

/** Lines as tools print them, so that every kind of content and every border between kinds comes up. */
const line: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    "--",
    "PASS",
    "FAIL",
    "@@ -1,3 +1,4 @@",
    "diff --git a/x.ts b/x.ts",
    "+added",
    "-removed",
    " same",
  ),
  number.map((n) => `2026-01-02 10:00:${String(n % 60).padStart(2, "0")} INFO worker ${n % 3} did its part`),
  number.map((n) => `--- PASS: Test${n} (0.0${n % 9}s)`),
  number.map((n) => `=== RUN   Test${n}`),
  fc.tuple(path, number).map(([file, n]) => `${file}:${n}: const value = ${n};`),
  path,
  fc.tuple(number, word).map(([n, text]) => `${String(n).padStart(6)}→  return ${text};`),
  fc.tuple(number, word).map(([n, text]) => `{"id": ${n}, "name": "${text}", "list": [1, 2, 3]}`),
  number.map((n) => `error E${n}: the value is of no use`),
  number.map((n) => `    at handle (src/app.ts:${n}:7)`),
  fc.tuple(word, number).map(([text, n]) => `\u001b[32m${text}\u001b[0m ${n}%\r${text} done`),
  fc.tuple(word, word).map(([one, two]) => `<p class="${one}">${two}</p><a href="/x">${one}</a>`),
  fc.string({ unit: "binary", maxLength: 30 }),
);

const repeated = fc
  .tuple(line, fc.integer({ min: 1, max: 30 }))
  .map(([text, times]) => new Array<string>(times).fill(text));

export const arbitraryText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 4, arbitrary: line.map((text) => [text]) }, { weight: 1, arbitrary: repeated }), {
    maxLength: 60,
  })
  .map((groups) => groups.flat().join("\n"));

const tool = fc.constantFrom(
  {},
  { toolName: "Read", filePaths: ["src/a.ts"] },
  { toolName: "Read", filePaths: ["build.log"] },
  { toolName: "Bash", toolInput: '{"command":"go test ./... -v"}' },
  { toolName: "Bash", toolInput: '{"command":"git diff"}' },
  { toolName: "exec_command", toolInput: '{"cmd":"ls -R"}' },
  { toolName: "Grep" },
  { toolName: "Glob" },
  { toolName: "WebFetch" },
);

/** A tool result, with texts of its own to keep and, sometimes, an earlier read that shares lines with it. */
export const arbitraryInput: fc.Arbitrary<CompressInput> = fc
  .tuple(
    arbitraryText,
    tool,
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 40 })), { maxLength: 3 }),
    fc.boolean(),
    arbitraryText,
  )
  .map(([text, known, places, hasEarlier, other]) => ({
    text,
    role: "tool_result" as const,
    ...known,
    keep: places.map(([start, length]) => text.slice(start % (text.length + 1), (start % (text.length + 1)) + length)),
    ...(hasEarlier ? { earlier: [{ id: "block-7", text: `${other}\n${text.slice(text.length / 3)}` }] } : {}),
  }));
