import { afterAll, describe, expect, test } from "vitest";
import { loadPrices } from "../../packages/aperture/src/control/prices.ts";
import type { ReplayPlan } from "../../packages/aperture/src/replay/replay-plan.ts";
import { planWith } from "../../packages/aperture/src/replay/testing/plans.ts";
import { starterLibrary } from "../../packages/aperture/src/replay/testing/starter-library.ts";
import { createCompress } from "../../packages/engine/src/compression/compress.ts";
import { loadTranscripts } from "../../packages/engine/src/dialects/testing/load-transcripts.ts";
import { cacheRules } from "../../packages/engine/src/governor/prices.ts";
import type { Stage } from "../../packages/engine/src/stage/stage.ts";
import { terms } from "../bench/context/bill.ts";
import { billOf } from "../bench/context/measure.ts";
import { raw } from "../bench/context/methods/raw.ts";
import { itemPlan, replayPlan, starterItems } from "../bench/context/pipeline/library-plans.ts";
import { memoizedCompress } from "../bench/context/pipeline/memoized-compress.ts";
import { type RecordedSession, readSession } from "../bench/context/session.ts";
import { expectNeverDearer, expectNoAccident } from "../support/laws/cache-safe.ts";

// Law 3 for what ships: with any of the starter library no session is dearer than untouched, and what is cached is rewritten only where
// that was decided. Billed by the bench, which knows nothing of the product's own bill.

const ttls = ["5m", "1h"] as const;
type Ttl = (typeof ttls)[number];
const isDeep = process.env.APERTURE_DEEP === "1";
/** Every so-manieth session and lifetime with each item, another one with the next: all of them come up. */
const EVERY = isDeep ? 1 : 11;

const shelf = starterLibrary();
afterAll(() => shelf.close());
const items = starterItems(shelf.library);
const compress = memoizedCompress(createCompress({ skeleton: () => null }));
const prices = loadPrices();
const sessions = loadTranscripts().map((transcript) => readSession(transcript));
const runs = sessions.flatMap((session) => ttls.map((ttl) => ({ session, ttl })));

const bills = new Map<string, ReturnType<typeof billOf>>();
function untouched(session: RecordedSession, ttl: Ttl): ReturnType<typeof billOf> {
  const key = `${session.id} ${ttl}`;
  const bill = bills.get(key) ?? billOf(session, raw.run(session, ttl).requests, terms[ttl], "blocks");
  bills.set(key, bill);
  return bill;
}

function check(plan: ReplayPlan, session: RecordedSession, ttl: Ttl): void {
  const rules = cacheRules(prices, session.transcript.model, "anthropic");
  const turns = replayPlan(session, plan, { compress, rules, ttl });
  expectNeverDearer(turns, untouched(session, ttl));
  expectNoAccident(turns);
}

test("twelve are shipped", () => {
  expect(items).toHaveLength(12);
});

describe.each(items)("$kind $name", (item) => {
  const mine = runs.filter((_, index) => (index + items.indexOf(item)) % EVERY === 0);
  test("no turn's bill is 0.5 % above untouched, and nothing that is cached is rewritten by accident", () => {
    for (const { session, ttl } of mine) check(itemPlan(shelf.library, item, compress), session, ttl);
  });
});

describe("the law can be broken", () => {
  /** Wants the oldest results otherwise with every request, whatever that costs. */
  const careless: Stage = {
    name: "careless",
    process: (blocks, { turn }) =>
      blocks
        .filter(({ role, editable }) => role === "tool_result" && editable)
        .slice(0, 1)
        .map(({ n }) => ({ kind: "edit", block: n, text: `as of ${turn}`, reason: "to be sure", forced: true })),
  };

  test("a stage that forces what does not pay is found out by its bill", () => {
    for (const session of sessions.slice(0, 1))
      expect(() => check(planWith(careless), session, "5m")).toThrow(/turn \d+/);
  });
});
