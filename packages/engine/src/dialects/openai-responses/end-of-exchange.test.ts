import { expect, test } from "vitest";
import { documentOf } from "../testing/fixture.ts";
import { endOfExchange } from "./end-of-exchange.ts";
import { itemFacts } from "./item-facts.ts";

/** `R` reasoning, `U`/`A` a message, `c1` a call, `o1` its output, `w` a search of the provider's own. */
const kinds: Record<string, (id: string) => object> = {
  R: () => ({ type: "reasoning", summary: [] }),
  U: () => ({ role: "user", content: "u" }),
  A: () => ({ type: "message", role: "assistant", content: [] }),
  c: (id) => ({ type: "function_call", call_id: id, name: "f", arguments: "{}" }),
  o: (id) => ({ type: "function_call_output", call_id: id, output: "x" }),
  w: () => ({ type: "web_search_call", id: "w" }),
  q: (id) => ({ type: "mcp_approval_request", id }),
  p: (id) => ({ type: "mcp_approval_response", approval_request_id: id }),
};

const facts = (items: string) =>
  itemFacts(documentOf("openai-responses", { input: items.split(" ").map((word) => kinds[word[0]!]!(word.slice(1))) }));

test.each([
  ["U", 0, 0],
  ["U A U", 1, 1],
  ["U R A", 1, 2],
  ["U R c1 o1 R A", 1, 3],
  ["U A c1 c2 o2 o1 R A", 1, 5],
  ["U c1 o1 c2 o2", 1, 2],
  ["c1 c2 o1 o2 U", 2, 3],
  ["c1 U o1 U", 1, 2],
  ["c1 o1 U c1 o1", 0, 1],
  ["c1 o1 U c1 o1", 3, 4],
  ["c1 o1 o1 U", 0, 1],
  ["U R w A", 1, 2],
  ["U w", 0, 0],
  ["U w", 1, 1],
  ["q1 p1 U", 0, 1],
  ["c1 U A", 0, 0],
  ["c1 c2 o2 U", 0, 2],
  ["U c1", 0, 0],
  ["U c1", 1, null],
  ["U R", 1, null],
  ["U A c1", 1, null],
])("in %s behind item %i: %j", (items, index, end) => {
  expect(endOfExchange(facts(items), index)).toBe(end);
});

test("facts move along with items that were read before", () => {
  const input = [kinds.U!(""), kinds.c!("1")];
  const first = documentOf("openai-responses", { input });
  const [, call] = itemFacts(first);
  const next = documentOf("openai-responses", { input: [...input, kinds.o!("1")] }, first);
  expect(itemFacts(next)[1]).toBe(call);
  expect(itemFacts(next)[2]).toMatchObject({ part: "output", callId: "1" });
});
