import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Document } from "../document/document.ts";
import { parseDocument } from "../document/parse-document.ts";
import { nodePort } from "../document/testing/node-port.ts";
import { dialects } from "./index.ts";
import { dialectIds, documentOf } from "./testing/fixture.ts";
import { wireLikeBody } from "./testing/wire-like.ts";

const numRuns = process.env.APERTURE_DEEP === "1" ? 20_000 : 500;
const roles = new Set(["system", "user", "assistant", "tool_use", "tool_result", "thinking", "image", "other"]);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

describe.each(dialectIds)("%s reads any body", (id) => {
  const dialect = dialects[id];
  const target = "/v1beta/models/m:generateContent";

  function checkBlocks(document: Document): void {
    const units = new Set([...document.members.map((member) => member.unit), ...(document.history ?? [])]);
    let last = -1;
    for (const { draft, unit, start, end } of dialect.blocks(document)) {
      expect(roles.has(draft.role)).toBe(true);
      expect(draft.hash).toBe(nodePort.hash(draft.text));
      expect(draft.key.startsWith(draft.role)).toBe(true);
      expect(unit).toBeGreaterThanOrEqual(last);
      last = unit;
      const inside = [...units].some((one) => start >= one.start && end <= one.start + one.length);
      expect(inside).toBe(true);
      JSON.parse(decoder.decode(document.bytes.subarray(start, end)));
    }
  }

  test("without throwing, each block over whole JSON inside one unit", () => {
    fc.assert(
      fc.property(wireLikeBody(dialect.historyKey), fc.constantFrom(undefined, 1, "\t"), (body, space) => {
        const document = documentOf(id, encoder.encode(JSON.stringify(body, null, space)));
        checkBlocks(document);
        dialect.shape(document, target);
      }),
      { numRuns },
    );
  });

  test("re-used units give what a first reading gives", () => {
    fc.assert(
      fc.property(fc.array(wireLikeBody(dialect.historyKey), { minLength: 2, maxLength: 4 }), (bodies) => {
        let previous: Document | undefined;
        let history: unknown[] = [];
        for (const body of bodies) {
          const more = body[dialect.historyKey];
          history = [...history, ...(Array.isArray(more) ? (more as unknown[]) : [])];
          const whole = { ...body, [dialect.historyKey]: history };
          const resumed = documentOf(id, whole, previous);
          expect(dialect.blocks(resumed)).toEqual(dialect.blocks(documentOf(id, whole)));
          previous = resumed;
        }
      }),
      { numRuns: numRuns / 5 },
    );
  });

  test.each([
    [
      "doubled keys",
      '{"K":[{"role":"user","role":"x","content":"a","content":[],"parts":1,"parts":[]}],"K":3,"model":"a","model":1}',
    ],
    ["an empty object", "{}"],
    ["deep nesting", `{"K":[{"role":"user","content":${"[".repeat(3_000)}${"]".repeat(3_000)}}]}`],
    ["odd escapes", '{"K":[{"role":"user","content":"\\ud800 \\u0000","parts":[{"text":"\\udfff"}]}]}'],
  ])("%s", (_, text) => {
    const document = parseDocument(
      encoder.encode(text.replaceAll("K", dialect.historyKey)),
      dialect.historyKey,
      nodePort,
    );
    if ("opaque" in document) return;
    checkBlocks(document);
    dialect.shape(document, target);
  });

  test("bytes that are no UTF-8", () => {
    const bytes = encoder.encode(`{"${dialect.historyKey}":[{"role":"user","content":"?","parts":[{"text":"?"}]}]}`);
    const broken = bytes.map((byte) => (byte === 0x3f ? 0xff : byte));
    const document = parseDocument(broken, dialect.historyKey, nodePort);
    if (!("opaque" in document)) checkBlocks(document);
  });
});
