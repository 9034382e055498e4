import { Template } from "@aperture/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Intent } from "../stage/intent.ts";
import type { StageBlock } from "../stage/stage.ts";
import { stageBlock, stageContext } from "../stage/testing/stage-block.ts";
import { compileTemplate } from "../templates/compile-template.ts";
import { createApplyRules } from "./apply-rules.ts";

const share = { trimmed: 0.8, summarized: 0.4, minimal: 0.1 } as const;
const LENGTH = 400;

/** A stage with these caps, and what it wants of blocks as `block level`. */
function capped(caps: object, gainsNothing: readonly number[] = []) {
  const template = compileTemplate(Template.parse({ kind: "template", name: "some-template", caps }));
  let made = 0;
  const stage = createApplyRules({
    rulesOf: () => null,
    templateOf: () => template,
    compress: (level, { text, id }) => {
      made++;
      if (gainsNothing.some((n) => id === `block-${n}`)) return null;
      return { text: text.slice(0, text.length * share[level]), content: "log", note: "" };
    },
    stalenessOf: () => [],
  });
  const run = (blocks: readonly StageBlock[], turn: number, nothingNew = false): readonly Intent[] => {
    const result = stage.process(blocks, stageContext({ turn, nothingNew }));
    return "intents" in result ? result.intents : result;
  };
  const said = (...given: Parameters<typeof run>): string[] =>
    run(...given).map((intent) => (intent.kind === "compress" ? `${intent.block} ${intent.level}` : intent.kind));
  return { run, said, made: () => made };
}

const block = (n: number, given: Partial<StageBlock> = {}): StageBlock =>
  stageBlock({ n, text: `${n}`.padEnd(LENGTH, "x"), tokens: 100, ...given });
const ten = Array.from({ length: 10 }, (_, index) => block(index + 1));

test("a zone within its cap is left alone, one over it goes down oldest first, as far as it must", () => {
  expect(capped({ middle: 1_000 }).said(ten, 1)).toEqual([]);
  expect(capped({ middle: 961 }).said(ten, 1)).toEqual(["1 trimmed", "2 trimmed"]);
  expect(capped({ recency: 10 }).said(ten, 1)).toEqual([]);
});

test("all are trimmed before one is summarized, all summarized before one is minimal", () => {
  const { said } = capped({ middle: 760 });
  expect(said(ten, 1)).toEqual(["1 summarized", ...ten.slice(1).map(({ n }) => `${n} trimmed`)]);
  expect(capped({ middle: 0 }).said(ten, 1)).toEqual(ten.map(({ n }) => `${n} minimal`));
});

test("what it wants names the template and the cap", () => {
  expect(capped({ middle: 950 }).run(ten, 1)[0]).toMatchObject({
    actor: "template:some-template",
    reason: "template some-template: middle holds at most 950 tokens",
    text: `1${"x".repeat(LENGTH * 0.8 - 1)}`,
  });
});

test("what waits counts as what it will be; what was refused is not asked for again, only a deeper level is", () => {
  const { said } = capped({ middle: 981 });
  expect(said(ten, 1)).toEqual(["1 trimmed"]);
  expect(said([block(1, { isPending: true }), ...ten.slice(1)], 2)).toEqual([]);
  expect(said(ten, 3)).toEqual(["2 trimmed"]);
  const { said: deeper } = capped({ middle: 75 });
  expect(deeper([block(1)], 1)).toEqual(["1 summarized"]);
  expect(deeper([block(1)], 2)).toEqual(["1 minimal"]);
  expect(deeper([block(1)], 3)).toEqual([]);
});

test("pinned, sealed and waiting blocks are left alone, and so is what gains nothing", () => {
  const blocks = [
    block(1, { pinned: "top" }),
    block(2, { editable: false }),
    block(3, { isPending: true }),
    ...ten.slice(3),
  ];
  const { said, made } = capped({ middle: 950 }, [4]);
  expect(said(blocks, 1)).toEqual(["5 trimmed", "6 trimmed", "7 trimmed"]);
  const texts = made();
  said(blocks, 2);
  expect(made() - texts).toBeLessThan(10);
});

test("nothing is asked for while nothing new is done", () => {
  expect(capped({ middle: 0 }).said(ten, 1, true)).toEqual([]);
});

test("a long conversation that is met half-way goes down over some requests", () => {
  const many = Array.from({ length: 300 }, (_, index) => block(index + 1));
  const { said, made } = capped({ middle: 0 });
  expect(said(many, 1)).toHaveLength(100);
  expect(made()).toBe(100);
});

test("over what it may touch, a zone ends within its cap or with everything as short as can be", () => {
  const blocks = fc.array(fc.record({ tokens: fc.integer({ min: 10, max: 300 }), isFixed: fc.boolean() }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(blocks, fc.nat(4_000), (sizes, cap) => {
      const shown = sizes.map(({ tokens, isFixed }, index) =>
        block(index + 1, { tokens, text: "y".repeat(tokens * 4), editable: !isFixed }),
      );
      const intents = capped({ middle: cap }).run(shown, 1);
      const sent = new Map(intents.map((intent) => ["block" in intent ? intent.block : 0, intent]));
      let total = 0;
      for (const { n, tokens, editable } of shown) {
        const intent = sent.get(n);
        if (intent?.kind === "compress") expect(editable).toBe(true);
        total += intent?.kind === "compress" ? Math.ceil(intent.text!.length / 4) : tokens;
      }
      const isAllMinimal = shown.every(({ n, editable }) => {
        const intent = sent.get(n);
        return !editable || (intent?.kind === "compress" && intent.level === "minimal");
      });
      expect(total <= cap || isAllMinimal).toBe(true);
    }),
    { numRuns: process.env.APERTURE_DEEP === "1" ? 10_000 : 300 },
  );
});
