import { expect, test } from "vitest";
import { dialects } from "../index.ts";
import { dialectIds, documentOf, fixture } from "../testing/fixture.ts";
import { locate } from "./locate.ts";

test.each(dialectIds)("finds every block of a %s request, whatever the order of its members", (id) => {
  const request = fixture(id, "request.json");
  const value = JSON.parse(new TextDecoder().decode(request)) as object;
  const reversed = Object.fromEntries(Object.entries(value).toReversed());
  for (const body of [request, reversed]) {
    const document = documentOf(id, body);
    const placed = dialects[id].blocks(document);
    expect(placed.length).toBeGreaterThan(5);
    for (const one of placed) {
      const { unit, node, path, index, member } = locate(document, one);
      expect([node.start + unit.start, node.end + unit.start]).toEqual([one.start, one.end]);
      expect(path[0]!.start).toBe(0);
      expect(index >= 0 ? document.history![index] : document.member(member!)).toBe(unit);
    }
  }
});

test("a block of another body is not found", () => {
  const body = { messages: [{ role: "user", content: [{ type: "text", text: "a" }] }] };
  const [placed] = dialects.anthropic.blocks(documentOf("anthropic", body));
  const moved = documentOf("anthropic", { model: "m", ...body });
  expect(() => locate(moved, placed!)).toThrow(RangeError);
  const other = documentOf("anthropic", { messages: [{ role: "user", content: "a" }] });
  expect(() => locate(other, placed!)).toThrow(RangeError);
});
