import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splice } from "../document/splice.ts";
import type { BodyChange } from "./editing.ts";
import { dialects } from "./index.ts";
import { dialectIds, documentOf } from "./testing/fixture.ts";
import { wireLikeBody } from "./testing/wire-like.ts";

const numRuns = process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000;
const texts = ["new text", "{}", "", '{"a":[1.0,"x"]}', "half \ud83d"];

describe.each(dialectIds)("bodies without sense in the shape of %s", (id) => {
  const { editing, blocks, historyKey } = dialects[id];

  test("every change is made as JSON whose other bytes stay, or refused with a RangeError", () => {
    let made = 0;
    fc.assert(
      fc.property(wireLikeBody(historyKey), fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (body, picks) => {
        const document = documentOf(id, body);
        const placed = blocks(document);
        const marks = editing.marks(document, placed);
        expect(marks.places.every((place) => placed[place]?.draft.cacheMark)).toBe(true);
        expect(typeof editing.settings(document)).toBe("string");
        for (const pick of picks) {
          const block = placed[pick % Math.max(1, placed.length)] ?? null;
          const text = texts[pick % texts.length]!;
          const changes: BodyChange[] = [{ kind: "insert", behind: block, text }];
          if (block) changes.push({ kind: "replace", placed: block, text });
          if (block) changes.push({ kind: "map-strings", placed: block, replace: (said) => `${said}!` });
          for (const change of changes) {
            const refusal = refusalOf(change);
            let edits: ReturnType<typeof editing.edits>;
            try {
              edits = editing.edits(document, [change]);
            } catch (error) {
              expect(error).toBeInstanceOf(RangeError);
              expect(refusal).not.toBeNull();
              continue;
            }
            expect(refusal).toBeNull();
            made++;
            expect(() => documentOf(id, splice(document.bytes, edits))).not.toThrow();
          }
        }

        function refusalOf(change: BodyChange): unknown {
          if (change.kind === "insert")
            return change.text.trim() === "" ? "blank" : editing.refuseInsert(document, change.behind);
          const text = change.kind === "replace" ? change.text : undefined;
          const actions = change.kind === "replace" ? (["edit", "redact", "remove"] as const) : (["redact"] as const);
          const refusals = actions.map((action) => editing.refuse(change.placed.draft, action, text));
          return refusals.every((refusal) => refusal !== null) ? refusals[0] : null;
        }
      }),
      { numRuns },
    );
    expect(made).toBeGreaterThan(numRuns / 2);
  });
});
