import { expect, test } from "vitest";
import { PromptCache, terms } from "../bench/context/bill.ts";
import { factsIn, needsOf, oldTexts } from "../bench/context/needs.ts";
import { readSession } from "../bench/context/session.ts";
import { TextSearch } from "../bench/context/texts.ts";

// Law 8: figures are honest. What measures the mode auto is measured here by hand.

const parts = (...texts: readonly string[]) => texts.map((text) => ({ text, tokens: 100 }));
const at = (minutes: number) => minutes * 60_000;

test("what two prompts begin with alike is read, the rest written; an entry dies unless it is read", () => {
  const cache = new PromptCache(terms["5m"]);
  expect(cache.bill({ at: 0, parts: parts("a", "b") })).toMatchObject({ read: 0, written: 200, cost: 250 });
  expect(cache.bill({ at: at(4), parts: parts("a", "b", "c") })).toMatchObject({ read: 200, written: 100, cost: 145 });
  expect(cache.bill({ at: at(8), parts: parts("a", "x", "c") })).toMatchObject({ read: 100, written: 200 });
  expect(cache.bill({ at: at(14), parts: parts("a", "x", "c") })).toMatchObject({ read: 0, written: 300 });
});

test("with entries behind marks alone, a rewrite costs everything down to the frame", () => {
  const cache = new PromptCache(terms["1h"], "marks");
  cache.bill({ at: 0, parts: parts("frame", "a", "b", "c") });
  expect(cache.bill({ at: 1, parts: parts("frame", "a", "b", "x") })).toMatchObject({
    read: 100,
    written: 300,
    cost: 610,
  });
});

test("a text is found across line numbers, and only as it is written", () => {
  const search = new TextSearch();
  expect(search.holds("    12→one\n    13→\ttwo", "one\n\ttwo")).toBe(true);
  expect(search.holds("10→one\n\ttwo", "one\n\ttwo")).toBe(true);
  expect(search.holds("    12→one\n    13→two", "one\n\ttwo")).toBe(false);
});

test("facts are paths, identifiers that look made and numbers of three digits; anchors the old texts of edits", () => {
  expect([...factsIn("see src/a.ts and parseHead, not the words, 42 or 4711")]).toEqual([
    "src/a.ts",
    "parseHead",
    "4711",
  ]);
  expect(oldTexts({ old_string: "a", edits: [{ old_string: "b" }, { old_str: "c\r\n" }] })).toEqual(["a", "b", "c\n"]);
});

test("a need is what a result said and, of facts, nothing else did", () => {
  const use = (id: string, name: string, input: unknown) => ({
    role: "assistant" as const,
    content: [{ type: "tool_use" as const, id, name, input }],
  });
  const result = (id: string, content: string) => ({
    role: "user" as const,
    content: [{ type: "tool_result" as const, tool_use_id: id, content }],
  });
  const session = readSession({
    id: "made",
    model: "claude",
    system: "",
    tools: [],
    messages: [
      { role: "user", content: "fix parseHead" },
      use("1", "Read", { file_path: "src/a.ts" }),
      result("1", "     1→parseHead(buildTree)"),
      use("2", "Edit", { file_path: "src/a.ts", old_string: "parseHead(buildTree)", new_string: "never_seen" }),
      result("2", "done"),
    ],
    turns: [{ upto: 1 }, { upto: 3 }],
  });
  expect(needsOf(session, new TextSearch())).toEqual([
    { turn: 1, kind: "anchor", text: "parseHead(buildTree)" },
    { turn: 1, kind: "fact", text: "buildTree" },
  ]);
});
