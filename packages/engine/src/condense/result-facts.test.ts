import { expect, test } from "vitest";
import { ResultMemory, resultFacts } from "./result-facts.ts";
import { type Call, conversation, fileRead } from "./testing/conversation.ts";

const read = (path: string, first: number, last: number): Call => ({
  tool: "Read",
  input: { file_path: path },
  result: fileRead(first, last),
});
const edit = (path: string): Call => ({
  tool: "Edit",
  input: { file_path: path, old_string: "a", new_string: "b" },
  result: "done",
});
const bash: Call = { tool: "Bash", input: { command: "make" }, result: "ok" };
const factsOf = (calls: readonly Call[]) => resultFacts(conversation(calls), new ResultMemory());

test("distances count results and edits behind a result", () => {
  const facts = factsOf([read("a", 1, 9), edit("b"), bash, edit("c")]);
  expect(facts.map(({ resultsSince }) => resultsSince)).toEqual([3, 2, 1, 0]);
  expect(facts.map(({ editsSince }) => editsSince)).toEqual([2, 1, 1, 0]);
});

test("a read is covered by a later one that shows all its lines, older beside others, else the latest", () => {
  const facts = factsOf([read("a", 1, 50), read("a", 10, 20), read("b", 1, 5), read("a", 1, 30)]);
  expect(facts.map((fact) => fact.read)).toEqual(["older", "covered", "latest", "latest"]);
});

test("a read without numbers shows the whole file", () => {
  const plain = { ...read("a", 1, 2), result: "no numbers" };
  expect(factsOf([read("a", 1, 50), plain]).map((fact) => fact.read)).toEqual(["covered", "latest"]);
});

test("a file is edited whether before or after its read; a path of another tool is no edit", () => {
  const facts = factsOf([read("a", 1, 9), edit("a"), read("a", 1, 9), read("b", 1, 9)]);
  expect(facts.filter(({ read }) => read !== null).map(({ isEdited }) => isEdited)).toEqual([true, true, false]);
});

test("a read that failed covers nothing", () => {
  const failed = { ...read("a", 1, 9), result: "no such file", isError: true };
  expect(factsOf([read("a", 1, 9), failed]).map((fact) => fact.read)).toEqual(["latest", null]);
});

test("results know the arguments of their calls, and what kind of tool answered", () => {
  const facts = factsOf([bash, { tool: "Grep", input: { pattern: "x" }, result: "a.ts:1:x" }, read("a", 1, 2)]);
  expect(facts.map(({ kind }) => kind)).toEqual(["shell", "search", "read"]);
  expect(facts[0]!.toolInput).toBe('{"command":"make"}');
});

test("a block whose text changed is read again", () => {
  const memory = new ResultMemory();
  const calls = [read("a", 1, 50), read("a", 1, 60)];
  expect(resultFacts(conversation(calls), memory)[0]!.read).toBe("covered");
  expect(resultFacts(conversation([read("a", 1, 90), calls[1]!]), memory)[0]!.read).toBe("older");
});
