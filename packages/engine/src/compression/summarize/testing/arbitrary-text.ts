import fc from "fast-check";

const word = fc.constantFrom(
  "the",
  "store",
  "readHead",
  "src/a/b.ts:12",
  "MAX_SIZE",
  "4711",
  "returns",
  "{",
  "}",
  "=>",
  "(value)",
  "…",
  "ok",
  "0x5c",
  "é",
  "😀",
);
const words = fc.array(word, { minLength: 1, maxLength: 14 }).map((each) => each.join(" "));

/** Lines as tools print them, of every kind that has a drafter of its own. */
const line = fc.oneof(
  words,
  words.map((text) => `  ${text};`),
  fc.tuple(fc.nat(500), words).map(([number, text]) => `src/a.ts:${number}:${text}`),
  fc.nat(99).map((index) => `--- PASS: Test${index} (0.00s)`),
  fc.nat(99).map((index) => `src/folder/file${index}.ts`),
  words.map((text) => `function ${text.replace(/\W/g, "")}x() { return 1; }`),
  words.map((text) => `+${text}`),
  fc.nat(99).map((line) => `@@ -${line},3 +${line},4 @@ function a() {`),
  fc.constantFrom("+++ b/src/a.ts", "```ts", "```", "# Heading", "", "<html>", "--"),
  fc.string({ maxLength: 30 }),
);

const lines = fc.array(line, { minLength: 20, maxLength: 120 });

/** The same lines again and again, as logs have them. */
const repeated = fc.tuple(lines, fc.integer({ min: 2, max: 5 })).map(([some, times]) => Array(times).fill(some).flat());

/** Texts of 20 to 600 lines: mixed, numbered by a read tool, JSON, one long line. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  lines.map((each) => each.join("\n")),
  repeated.map((each) => each.join("\n")),
  lines.map((each) => each.map((text, index) => `${String(index + 40).padStart(6)}→${text}`).join("\n")),
  lines.map((each) => JSON.stringify(each.map((text, id) => ({ id, text })))),
  lines.map((each) => `<html><body>${each.map((text) => `<p>${text}</p>`).join("\n")}`),
  lines.map((each) => each.join(". ")),
);

/** The call a text answers: of none, some or another kind of file. */
export const arbitraryToolInput: fc.Arbitrary<string | undefined> = fc.constantFrom(
  undefined,
  '{"file_path":"src/a.ts"}',
  '{"path":"a.py"}',
  '{"command":"cat a.go"}',
  '{"path":"notes.md"}',
  "{",
);
