import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Document } from "./document.ts";
import { parseDocument } from "./parse-document.ts";
import { jsonText, utf8 } from "./testing/arbitrary-json.ts";
import { describeDocument } from "./testing/describe-document.ts";
import { nodePort } from "./testing/node-port.ts";

const deep = process.env.APERTURE_DEEP === "1";

const read = (text: string | Uint8Array, previous?: Document): Document => {
  const document = parseDocument(typeof text === "string" ? utf8(text) : text, "messages", nodePort, previous);
  if ("opaque" in document) throw new Error(document.opaque);
  return document;
};

describe("members and history", () => {
  test("stand where they stand, in body order", () => {
    const text = ' {"model":"m", "messages" : [ {"a":1} , 2,"x" ],"system":{"t":[1,2]}} ';
    const document = read(text);
    const at = (start: number, length: number) => text.slice(start, start + length);
    expect(document.members.map(({ key, unit }) => [key, at(unit.start, unit.length)])).toEqual([
      ["model", '"m"'],
      ["messages", '[ {"a":1} , 2,"x" ]'],
      ["system", '{"t":[1,2]}'],
    ]);
    expect(document.history?.map((unit) => at(unit.start, unit.length))).toEqual(['{"a":1}', "2", '"x"']);
    expect(document.node(document.history![0]!).get("a")?.number()).toBe(1);
  });

  test("a history that is no array is an ordinary member", () => {
    expect(read('{"messages":"hello"}').history).toBeNull();
    expect(read('{"other":[]}').history).toBeNull();
    expect(read("{}").members).toEqual([]);
  });

  test.each([
    "",
    "[]",
    "1",
    "{",
    '{"a":1',
    '{"a":1}x',
    '{"messages":[1,]}',
    '{"messages":[1 2]}',
    "{,}",
    "\ufeff{}",
    '{"a"}',
  ])("%j is opaque, with a reason", (text) => {
    const document = parseDocument(utf8(text), "messages", nodePort);
    expect("opaque" in document && document.opaque.length).toBeGreaterThan(0);
  });

  test.each([
    ['{"a":1,"\\u0061":2}', "same key twice"],
    ['{"messages":[],"messages":[1]}', "same key twice"],
    ['{"messages":[{"role":"user","role":"system"}]}', "same key twice"],
  ])("%s is read-only: %s", (text, reason) => expect(read(text).readOnly).toContain(reason));

  test("invalid UTF-8 is read-only, not opaque", () => {
    const bytes = utf8('{"messages":["??"]}');
    bytes[bytes.indexOf(0x3f)] = 0xff;
    expect(read(bytes).readOnly).toContain("UTF-8");
  });
});

describe("a resumed parse", () => {
  const history = ['{"role":"user","n":1}', '{"role":"assistant","n":2}', '{"role":"user","n":3}'];
  const body = (items: readonly string[], tail = '"system":"s"') =>
    `{"model":"m","messages":[${items.join(",")}],${tail}}`;

  test("scans only what was appended, even with much behind the history", () => {
    const tools = `"tools":[${Array.from({ length: 50 }, (_, n) => `{"name":"t${n}"}`).join(",")}]`;
    const first = read(body(history, tools));
    const second = read(body([...history, '{"role":"assistant","n":4}'], tools), first);
    expect(second.scanned).toBe('{"role":"assistant","n":4}'.length);
    expect(second.history?.map((unit) => unit.fresh)).toEqual([false, false, false, true]);
    expect(second.history![0]!.facts).toBe(first.history![0]!.facts);
  });

  test.each([
    ["an element inserted first", ['{"new":1}', ...history], 1],
    ["the first dropped", history.slice(1), 0],
    ["one in the middle changed", [history[0]!, '{"changed":2}', history[2]!], 1],
    ["all but the last dropped", ['{"summary":0}', history[2]!], 1],
  ])("%s re-uses the rest", (_, items, fresh) => {
    const second = read(body(items), read(body(history)));
    expect(second.history?.filter((unit) => unit.fresh)).toHaveLength(fresh);
  });

  test("a number that goes on is not taken for the old one", () => {
    const document = read('{"messages":[1,123],"n":123}', read('{"messages":[1,12],"n":12}'));
    expect(document.node(document.history![1]!).number()).toBe(123);
    expect(document.node(document.member("n")!).number()).toBe(123);
  });

  test("takes nothing over from a read-only body", () => {
    const twice = body(['{"a":1,"a":2}', history[0]!]);
    const again = read(twice, read(twice));
    expect(again.readOnly).not.toBeNull();
    expect(again.scanned).toBeGreaterThan(0);
  });

  /** A body and what a client might make of it: append, insert, drop, change, reorder members, move a mark, damage. */
  const element = fc.oneof(
    jsonText,
    fc.constantFrom(
      ...history,
      '{"role":"user","content":[{"type":"text","text":"x","cache_control":{}}]}',
      "12",
      "123",
    ),
  );
  const items = fc.array(element, { maxLength: 8 });
  const member = fc.tuple(fc.constantFrom("model", "system", "tools", "n", "a", "\\u0061"), jsonText);
  const change = fc.oneof(
    fc.record({ kind: fc.constant("append" as const), with: items }),
    fc.record({ kind: fc.constant("insert" as const), at: fc.nat(9), with: element }),
    fc.record({ kind: fc.constant("drop" as const), at: fc.nat(9), count: fc.nat(4) }),
    fc.record({ kind: fc.constant("replace" as const), at: fc.nat(9), with: element }),
  );
  const shape = fc.record({
    before: fc.array(member, { maxLength: 3 }),
    after: fc.array(member, { maxLength: 3 }),
    space: fc.constantFrom("", " ", "\n  "),
  });
  const conversation = fc.tuple(
    items,
    fc.array(change, { maxLength: 4 }),
    shape,
    shape,
    fc.boolean(),
    fc.option(fc.tuple(fc.nat(), fc.nat(255)), { nil: undefined, freq: 6 }),
  );

  const render = (
    list: readonly string[],
    { before, after, space }: { before: [string, string][]; after: [string, string][]; space: string },
  ) => {
    const members = [
      ...before.map(([k, v]) => `"${k}":${v}`),
      `"messages":${space}[${space}${list.join(`,${space}`)}]`,
      ...after.map(([k, v]) => `"${k}":${v}`),
    ];
    return `{${space}${members.join(`,${space}`)}${space}}`;
  };

  test("equals a full one, whatever the client changed", () => {
    let resumed = 0;
    fc.assert(
      fc.property(conversation, ([start, changes, shapeOne, shapeTwo, sameShape, damage]) => {
        let list = start;
        let previous = parseDocument(utf8(render(list, shapeOne)), "messages", nodePort);
        for (const step of changes) {
          list = [...list];
          if (step.kind === "append") list.push(...step.with);
          else if (step.kind === "insert") list.splice(step.at, 0, step.with);
          else if (step.kind === "drop") list.splice(step.at, step.count);
          else list.splice(step.at, 1, step.with);
          const bytes = utf8(render(list, sameShape ? shapeOne : shapeTwo));
          if (damage) bytes[damage[0] % bytes.length] = damage[1];
          const full = parseDocument(bytes, "messages", nodePort);
          const again = parseDocument(bytes, "messages", nodePort, "opaque" in previous ? undefined : previous);
          expect(describeDocument(again)).toEqual(describeDocument(full));
          resumed++;
          previous = again;
        }
      }),
      { numRuns: deep ? 40_000 : 1_500 },
    );
    if (deep) expect(resumed).toBeGreaterThan(60_000);
    console.log(`resumed parses equal to a full one: ${resumed}`);
  });
});
