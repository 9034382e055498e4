import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadPrices } from "../../packages/aperture/src/control/prices.ts";
import type { Library } from "../../packages/aperture/src/library/contract.ts";
import type { ReplayPlan } from "../../packages/aperture/src/replay/replay-plan.ts";
import { starterLibrary } from "../../packages/aperture/src/replay/testing/starter-library.ts";
import { createCompress } from "../../packages/engine/src/compression/compress.ts";
import { loadTranscripts } from "../../packages/engine/src/dialects/testing/load-transcripts.ts";
import { cacheRules } from "../../packages/engine/src/governor/prices.ts";
import { untouchedPlan } from "../../packages/engine/src/replay/replay-plan.ts";
import type { LibraryRef } from "../../packages/sdk/src/api/library.ts";
import { itemPlan, replayPlan, starterItems } from "../bench/context/pipeline/library-plans.ts";
import { memoizedCompress } from "../bench/context/pipeline/memoized-compress.ts";
import { type RecordedSession, readSession } from "../bench/context/session.ts";
import { noisySession } from "../support/laws/noisy-session.ts";
import { type SharedLibrary, shareStarter } from "../support/laws/shared-library.ts";

// What is shared works there as it works here: of every recorded session the same bytes leave. (That a pack of which any byte is another one
// is refused, bit by bit: tests/attacks/packs.test.ts.)

const isDeep = process.env.APERTURE_DEEP === "1";

const shelf = starterLibrary();
const items = starterItems(shelf.library);
afterAll(() => shelf.close());

const compress = memoizedCompress(createCompress({ skeleton: () => null }));
const prices = loadPrices();
const recorded = loadTranscripts()
  .map((transcript) => readSession(transcript))
  .sort((a, b) => a.blocks.length * a.turns.length - b.blocks.length * b.turns.length);
const noisy = readSession(noisySession());
/** The short ones first. */
const sessions = [noisy, ...recorded];
/** Sessions that every item is tried on in a reduced run, and that it is tried on at most, until it does something. */
const [LEAST, MOST] = [4, 7];

interface Sent {
  readonly session: RecordedSession;
  readonly digest: string;
}

let shared: SharedLibrary;
beforeAll(async () => {
  shared = await shareStarter();
});
afterAll(() => shared.close());

/** Of all bodies that left, in their order. */
function digestOf(session: RecordedSession, plan: ReplayPlan): string {
  const digest = createHash("sha256");
  const rules = cacheRules(prices, session.transcript.model, "anthropic");
  for (const { result } of replayPlan(session, plan, { compress, rules, ttl: "5m" }))
    digest.update(`${result.body.length}\n`).update(result.body);
  return digest.digest("hex");
}

const untouchedDigests = new Map<RecordedSession, string>();
function untouched(session: RecordedSession): string {
  const digest = untouchedDigests.get(session) ?? digestOf(session, untouchedPlan);
  untouchedDigests.set(session, digest);
  return digest;
}

/** The sessions that an item is tried on, with what it sends of each. */
function* sentOf(library: Library, item: LibraryRef): Generator<Sent> {
  let acts = false;
  for (const [index, session] of sessions.entries()) {
    const digest = digestOf(session, itemPlan(library, item, compress));
    yield { session, digest };
    acts ||= digest !== untouched(session);
    if (!isDeep && (index + 1 === MOST || (acts && index + 1 >= LEAST))) return;
  }
}

describe("one pack of all that ships, imported where nothing was", () => {
  test("brings every item, byte for byte, and what it resolves to", () => {
    const { here, there } = shared;
    expect(starterItems(shelf.library)).toHaveLength(12);
    expect(there.list({}).map(({ kind, name, source }) => `${source} ${kind} ${name}`)).toEqual(
      items.map(({ kind, name }) => `pack ${kind} ${name}`),
    );
    for (const { kind, name } of items) {
      const [mine, theirs] = [here.get(kind, name), there.get(kind, name)];
      expect(theirs.text).toBe(mine.text);
      expect(theirs.value).toEqual(mine.value);
      expect(theirs.resolved?.values).toEqual(mine.resolved?.values);
    }
  });

  test("is refused once a byte of it is another one, whichever it is", { timeout: 600_000 }, async () => {
    const { pack, take, there } = shared;
    const before = there.list({});
    for (let at = 0; at < pack.length; at += isDeep ? 1 : 29) {
      const changed = Buffer.from(pack);
      changed[at]! ^= 1 << (at % 8);
      await expect(take(changed), `byte ${at}`).rejects.toMatchObject({ code: "pack_refused" });
    }
    expect(there.list({})).toEqual(before);
    expect((await take(pack)).items.map(({ state }) => state)).toEqual(items.map(() => "same"));
    if (isDeep) console.log(`each of ${pack.length} bytes was changed, and each was found out`);
  });

  test.each(items)("$kind $name sends the same bytes of every session", { timeout: 600_000 }, (item) => {
    const theirs = [...sentOf(shared.there, item)];
    for (const { session, digest } of theirs)
      expect(digestOf(session, itemPlan(shared.here, item, compress)), session.id).toBe(digest);
    const acted = theirs.filter(({ session, digest }) => digest !== untouched(session));
    if (isDeep)
      console.log(`${item.kind} ${item.name}: the same on ${theirs.length} sessions, ${acted.length} of them changed`);
    if (item.name === "calm") expect(acted).toEqual([]);
    // Of what is made here alone, not every one of them finds something to do.
    else if (recorded.length > 0) expect(acted).not.toEqual([]);
  });
});

describe("one value that is another one on the way", () => {
  const stale: LibraryRef = { kind: "rule", name: "drop-stale-reads" };
  const hits: LibraryRef = { kind: "rule", name: "group-search-hits" };
  const refactor: LibraryRef = { kind: "template", name: "big-refactor" };
  /** `by`: what is replayed, and shows it. */
  const planted = [
    { what: stale, from: "minTokens: 200", to: "minTokens: 20000", by: { kind: "preset", name: "frugal" } as const },
    { what: hits, from: "level: trimmed", to: "level: minimal", by: hits },
    { what: refactor, from: "middle: 80000", to: "middle: 8000", by: refactor },
  ];

  test.each(planted)(
    "$from of $what.name as $to: other bytes leave",
    async ({ what: { kind, name }, from, to, by }) => {
      const { here, there, close } = await shareStarter();
      try {
        const { text } = there.get(kind, name);
        expect(text.split(from)).toHaveLength(2);
        there.write(kind, name, text.replace(from, to));
        const isOther = sessions.slice(0, MOST).some((session) => {
          const [mine, theirs] = [here, there].map((library) => digestOf(session, itemPlan(library, by, compress)));
          return mine !== theirs;
        });
        expect(isOther || recorded.length === 0).toBe(true);
      } finally {
        await close();
      }
    },
  );
});
