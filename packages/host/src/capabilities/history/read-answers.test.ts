import { describe, expect, test } from "vitest";
import { readBlame } from "./blame.ts";
import { readLog } from "./log.ts";
import { readStatus } from "./status.ts";

const a = "a".repeat(40);
const b = "b".repeat(40);
const commit = (hash: string, author: string, subject: string, files: readonly string[] = []): string =>
  `\0\0${hash}\0${author}\0${"2026-01-02T03:04:05+00:00"}\0${subject}\0${files.length > 0 ? `\n${files.join("\0")}\0` : ""}`;
const short = (text: string) => readLog(text).map(({ hash, author, subject, files }) => [hash, author, subject, files]);

describe("a log", () => {
  test.each([
    ["nothing", "", []],
    ["one without files", commit(a, "x", "s"), [[a, "x", "s", []]]],
    [
      "two with files",
      commit(a, "x", "s", ["f 1", "ä"]) + commit(b, "y", "t", ["g"]),
      [
        [a, "x", "s", ["f 1", "ä"]],
        [b, "y", "t", ["g"]],
      ],
    ],
    [
      "no author, no subject",
      commit(a, "", "") + commit(b, "", "", ["f"]),
      [
        [a, "", "", []],
        [b, "", "", ["f"]],
      ],
    ],
    ["a file and a subject that are hashes", commit(a, "x", b, [b, "f"]), [[a, "x", b, [b, "f"]]]],
    ["cut in the middle", `${commit(a, "x", "s", ["f"])}\0\0${b}\0y`, [[a, "x", "s", ["f"]]]],
    ["something else", "fatal: no", []],
  ])("%s", (_, text, expected) => {
    expect(short(text)).toEqual(expected);
  });

  test("of a commit with very many files has some", () => {
    const files = Array.from({ length: 900 }, (_, index) => `f${index}`);
    expect(readLog(commit(a, "x", "s", files))[0]?.files).toHaveLength(500);
  });
});

describe("a status", () => {
  const entry = (xy: string, path: string) => `1 ${xy} N... 100644 100644 100644 ${a} ${b} ${path}`;
  test("by state, with paths of the project's folder alone", () => {
    const text = [
      `# branch.oid ${a}`,
      "# branch.head main",
      entry(".M", "src/with space.ts"),
      entry("A.", "src/new.ts"),
      entry(".D", "src/gone.ts"),
      entry("AM", "src/both.ts"),
      entry(".M", "other/x.ts"),
      `u UU N... 100644 100644 100644 100644 ${a} ${a} ${b} src/conflict.ts`,
      "? src/plain ? odd.ts",
      "? README",
      "",
    ].join("\0");
    expect(readStatus(text, "src/")).toEqual({
      branch: "main",
      head: a,
      changed: [
        { path: "with space.ts", state: "modified" },
        { path: "new.ts", state: "added" },
        { path: "gone.ts", state: "deleted" },
        { path: "both.ts", state: "added" },
        { path: "conflict.ts", state: "modified" },
        { path: "plain ? odd.ts", state: "untracked" },
      ],
    });
  });

  test("before the first commit, and with no branch checked out", () => {
    expect(readStatus("# branch.oid (initial)\0# branch.head main\0", "")).toEqual({
      branch: "main",
      head: null,
      changed: [],
    });
    expect(readStatus(`# branch.oid ${a}\0# branch.head (detached)\0`, "")).toMatchObject({ branch: null, head: a });
    expect(readStatus("", "")).toEqual({ branch: null, head: null, changed: [] });
  });
});

describe("a blame", () => {
  test("line by line; a line that looks like a fact is text", () => {
    const of = (hash: string, line: number, text: string) =>
      `${hash} 1 ${line} 1\nauthor Some One\nauthor-mail <x@y>\nauthor-time 1767323045\nsummary author Evil\nfilename a.ts\n\t${text}\n`;
    expect(readBlame(of(a, 7, "author Me") + of(b, 8, "\ttabbed") + of(b, 9, ""))).toEqual([
      { line: 7, hash: a, author: "Some One", at: "2026-01-02T03:04:05.000Z", text: "author Me" },
      { line: 8, hash: b, author: "Some One", at: "2026-01-02T03:04:05.000Z", text: "\ttabbed" },
      { line: 9, hash: b, author: "Some One", at: "2026-01-02T03:04:05.000Z", text: "" },
    ]);
    expect(readBlame("")).toEqual([]);
  });
});
