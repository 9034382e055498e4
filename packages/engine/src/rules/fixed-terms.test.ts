import { expect, test } from "vitest";
import { stageBlock } from "../stage/testing/stage-block.ts";
import { BlockView } from "./block-view.ts";
import { FixedTerms } from "./fixed-terms.ts";
import { SlowSearches } from "./slow-searches.ts";
import { splitSelector } from "./split-selector.ts";
import { searchClock } from "./testing/search-clock.ts";
import { TextSearches } from "./text-searches.ts";

const termsOf = (...selectors: string[]) =>
  new FixedTerms(selectors.map((text) => splitSelector(text, "a-rule", "/when/select")));

function stand(text: string, cost: number) {
  const time = searchClock(cost);
  const reads = { count: 0 };
  const slow = new SlowSearches();
  const block = time.slowly(stageBlock({ n: 1, text }), reads);
  return {
    reads,
    slow,
    view: () => new BlockView(1, () => 0).of(block, 0),
    searches: () => new TextSearches({ session: 1, slow, clock: time.clock }),
  };
}

/** The same, where each text is searched on its own. */
function counted(selectors: string[]) {
  const terms = selectors.map((text) => splitSelector(text, "a-rule", "/when/select"));
  let tests = 0;
  const watched = terms.map(({ fixed }) => ({
    fixed: fixed.map((term) => ({
      ...term,
      test: (block: Parameters<typeof term.test>[0]): boolean => {
        tests++;
        return term.test(block);
      },
    })),
  }));
  return { terms: new FixedTerms(watched), tests: () => tests };
}

test("what many selectors ask is asked once, negated or not", () => {
  const { view, searches } = stand("alpha", 0);
  const { terms, tests } = counted([
    "text~a.*a",
    "!text~a.*a",
    "text~a.*a role:tool_result",
    "text:a",
    "text:a text~a.*a",
  ]);
  expect(terms.decide(view(), searches())).toEqual({ matching: [0, 2, 3, 4], waiting: null });
  expect(tests()).toBe(3);
});

test("it goes on where it stopped, and asks nothing twice", () => {
  const { view, searches } = stand("alpha", 11);
  const { terms, tests } = counted([
    "text:a text:l text:p",
    "role:tool_result",
    "role:user text:h",
    "!text:h",
    "text:a",
  ]);
  let decision = terms.decide(view(), searches());
  expect(decision.matching).toEqual([1, 4]);
  expect(decision.waiting?.selectors).toEqual([0, 3]);
  const found: number[] = [...decision.matching];
  for (let request = 0; decision.waiting; request++) {
    expect(request).toBeLessThan(4);
    decision = terms.decide(view(), searches(), decision.waiting);
    found.push(...decision.matching);
  }
  expect(found.sort()).toEqual([0, 1, 4]);
  // Two roles and four texts.
  expect(tests()).toBe(6);
});

test("what is known to fail is decided, whatever else is late", () => {
  const { view, searches } = stand("alpha", 11);
  const { matching, waiting } = termsOf("text:z", "text:q text:z").decide(view(), searches());
  expect([matching, waiting]).toEqual([[], null]);
});

test("what is passed over matches nothing, negated or not, and is named", () => {
  const { view, searches, slow } = stand("alpha", 0);
  for (let at = 0; at < 3; at++) slow.count(1, JSON.stringify(["text", ":", ["z"]]));
  const terms = termsOf("text:a", "text:z", "!text:z", "text:a !text:z");
  expect(terms.decide(view(), searches())).toEqual({ matching: [0], waiting: null });
  expect(terms.passedOver(searches())).toEqual([1, 2, 3]);
});
