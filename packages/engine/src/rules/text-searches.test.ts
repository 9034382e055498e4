import { expect, test } from "vitest";
import { stageBlock } from "../stage/testing/stage-block.ts";
import { BlockView } from "./block-view.ts";
import { SlowSearches } from "./slow-searches.ts";
import { splitSelector } from "./split-selector.ts";
import { searchClock } from "./testing/search-clock.ts";
import { TextSearches } from "./text-searches.ts";

const term = splitSelector("text:needle", "a-rule", "/when/select").fixed[0]!;
const viewOf = (text: string, time: ReturnType<typeof searchClock>) =>
  new BlockView(1, () => 0).of(time.slowly(stageBlock({ n: 1, text })), 0);
const long = `needle${"-".repeat(5_000)}`;

function searching(cost: number, slow = new SlowSearches()) {
  const time = searchClock(cost);
  const request = (session = 1) => new TextSearches({ session, slow, clock: time.clock });
  return { time, slow, request };
}

test("texts are searched for ten milliseconds", () => {
  const { time, request } = searching(4);
  const searches = request();
  const answers = Array.from({ length: 5 }, () => searches.ask(term, "a", viewOf(long, time)));
  expect(answers).toEqual(["holds", "holds", "holds", "late", "late"]);
  expect(searches.isOver).toBe(true);
  expect(request().ask(term, "a", viewOf("nothing", time))).toBe("fails");
});

test("one is searched, however long it takes", () => {
  const { time, request } = searching(500);
  const searches = request();
  expect(searches.ask(term, "a", viewOf(long, time))).toBe("holds");
  expect(searches.ask(term, "a", viewOf(long, time))).toBe("late");
});

test("without a clock nothing is late or slow", () => {
  const { time, slow } = searching(500);
  const searches = new TextSearches({ session: 1, slow, clock: undefined });
  for (let at = 0; at < 9; at++) expect(searches.ask(term, "a", viewOf(long, time))).toBe("holds");
  expect(searches.isAnySlow).toBe(false);
});

test("a condition that is slow three times is passed over, in its session alone", () => {
  const { time, request } = searching(11);
  for (let at = 0; at < 3; at++) expect(request().ask(term, "a", viewOf(long, time))).toBe("holds");
  expect(request().ask(term, "a", viewOf(long, time))).toBe("passed-over");
  expect(request().isPassedOver("a")).toBe(true);
  expect(request().ask(term, "b", viewOf(long, time))).toBe("holds");
  expect(request(2).ask(term, "a", viewOf(long, time))).toBe("holds");
});

test("what is just as long as it may be, or slow on a short text, counts for nothing", () => {
  const { time, request } = searching(10);
  for (let at = 0; at < 5; at++) request().ask(term, "a", viewOf(long, time));
  time.cost = 100;
  for (let at = 0; at < 5; at++) request().ask(term, "a", viewOf("needle", time));
  expect(request().isAnySlow).toBe(false);
});

test("slow conditions of a thousand sessions are remembered, those that were slow last", () => {
  const slow = new SlowSearches();
  for (let session = 1; session <= 1_000; session++) for (let at = 0; at < 3; at++) slow.count(session, "a");
  slow.count(1, "b");
  slow.count(1_001, "a");
  expect([1, 2, 3].map((session) => slow.isPassedOver(session, "a"))).toEqual([true, false, true]);
  expect([slow.isAny(1_001), slow.isPassedOver(1_001, "a")]).toEqual([true, false]);
});
