import fc from "fast-check";
import { expect, test } from "vitest";
import { BlockView } from "./block-view.ts";
import { compileRules } from "./compile-rules.ts";
import { LaneMemory } from "./lane-memory.ts";
import { SlowSearches } from "./slow-searches.ts";
import { event, RandomConversation } from "./testing/random-conversation.ts";
import { randomRules } from "./testing/random-rule.ts";
import { TextSearches } from "./text-searches.ts";

const isDeep = process.env.APERTURE_DEEP === "1";

/** What a memory knows, as far as anybody sees it. */
const known = ({ matches, late }: LaneMemory) => ({
  late,
  matches: matches.map(({ all, open, waiting }) => ({
    all: all.map(({ block }) => block.n),
    open: open.map(({ block }) => block.n),
    waiting: waiting.map(({ n }) => n),
  })),
});

test("however little time there was, a memory comes to know what one that had all of it knows", () => {
  let waited = 0;
  fc.assert(
    fc.property(
      randomRules,
      fc.array(fc.array(event, { maxLength: 6, size: "max" }), { minLength: 1, maxLength: 12, size: "max" }),
      fc.infiniteStream(fc.integer({ min: 0, max: 8 })),
      (rules, happened, paces) => {
        const selectors = compileRules(rules).rules.map(({ select }) => select);
        const memories = { hurried: new LaneMemory(selectors), unhurried: new LaneMemory(selectors) };
        const slow = new SlowSearches();
        let now = 0;
        const clock = (): number => {
          now += paces.next().value ?? 0;
          return now;
        };
        const conversation = new RandomConversation();
        const show = (timed: boolean): void => {
          const searches = new TextSearches({ session: 1, slow, clock: timed ? clock : undefined });
          const memory = timed ? memories.hurried : memories.unhurried;
          memory.show(last.blocks, last.context.turn, new BlockView(last.context.turn, () => 0), searches);
        };
        let last = conversation.request();
        for (const events of happened) {
          for (const one of events) conversation.happen(one);
          last = conversation.request();
          show(true);
          show(false);
          expect(memories.hurried.compacted).toBe(memories.unhurried.compacted);
          waited += memories.hurried.late;
        }
        while (memories.hurried.late > 0) show(true);
        expect(known(memories.hurried)).toEqual(known(memories.unhurried));
      },
    ),
    { numRuns: isDeep ? 10_000 : 500 },
  );
  // A test in which nothing has to wait would prove little.
  expect(waited).toBeGreaterThan(100);
});
