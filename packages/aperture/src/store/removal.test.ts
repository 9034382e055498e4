import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "./contract.ts";
import { openStore } from "./open-store.ts";
import { addBlock, hashText, startConversation, sweepAll, turnOf } from "./testing.ts";

const runs = process.env.APERTURE_DEEP === "1" ? 2_000 : 100;
let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:", now: () => 1_000_000 });
});
afterEach(() => store.close());

/** Texts are small numbers, so that sessions share many; `earlier` texts were replaced later, `raw` are raw bytes. */
const block = fc.record({
  text: fc.nat(12),
  raw: fc.option(fc.nat(12), { nil: undefined }),
  becomes: fc.option(fc.nat(12), { nil: undefined }),
});
const plan = fc.array(fc.array(block, { maxLength: 8 }), { minLength: 2, maxLength: 5 });
const textOf = (text: number): string => `text ${text} `.repeat(text * 10);
const rawOf = (raw: number): Uint8Array => Buffer.from(`raw ${raw}`);

/** Writes the planned sessions; returns each one's number and the hashes it has or had. */
function write(sessions: { text: number; raw?: number | undefined; becomes?: number | undefined }[][]) {
  return sessions.map((blocks, index) => {
    const { session, lane } = startConversation(
      store,
      `s${index}-${store.events.append("client-cancelled", { phase: "" }).seq}`,
      index,
    );
    const hashes = new Set<string>();
    const numbers = blocks.map(({ text, raw, becomes }) => {
      const added = addBlock(store, lane, textOf(text), raw === undefined ? undefined : rawOf(raw));
      hashes.add(added.hash);
      if (added.rawHash) hashes.add(added.rawHash);
      if (becomes !== undefined) {
        const hash = hashText(textOf(becomes));
        store.contents.put({ hash, content: textOf(becomes) });
        store.blocks.update(added.n, { hash });
        hashes.add(hash);
      }
      return added.n;
    });
    store.contents.setTokens(new Map([...hashes].map((hash) => [hash, 5])));
    const turn = store.turns.insert(turnOf(lane, 1, numbers)).n;
    return { n: session.n, hashes, numbers, turn };
  });
}

function expectGone(gone: ReturnType<typeof write>, kept: ReturnType<typeof write>): void {
  const needed = new Set(kept.flatMap(({ hashes }) => [...hashes]));
  for (const { n, hashes, numbers, turn } of gone) {
    expect(store.sessions.get(n)).toBeUndefined();
    expect(store.lanes.ofSession(n)).toEqual([]);
    expect(store.blocks.many(numbers)).toEqual([]);
    expect(store.turns.get(turn)).toBeUndefined();
    for (const hash of hashes) {
      expect(store.contents.bytes(hash) !== undefined, hash).toBe(needed.has(hash));
      expect(store.contents.tokens([hash]).has(hash), hash).toBe(needed.has(hash));
    }
  }
  for (const { n, hashes, numbers, turn } of kept) {
    expect(store.sessions.get(n)?.n).toBe(n);
    expect(store.blocks.ofSession(n).map((record) => record.n)).toEqual(numbers);
    expect(store.turns.get(turn)?.blocks).toEqual(numbers);
    for (const hash of hashes) expect(store.contents.bytes(hash)).toBeDefined();
  }
}

test("remove: everything only the session refers to goes, whatever others share stays", () => {
  fc.assert(
    fc.property(plan, fc.infiniteStream(fc.boolean()), (sessions, choice) => {
      const written = write(sessions);
      const [gone, kept] = split(written, () => choice.next().value === true);
      for (const { n } of gone) store.sessions.remove(n);
      sweepAll(store);
      expectGone(gone, kept);
      for (const { n } of kept) store.sessions.remove(n);
      sweepAll(store);
      expectGone(written, []);
    }),
    { numRuns: runs },
  );
});

test("retain: the same in slices, by age", () => {
  fc.assert(
    fc.property(plan, fc.nat(5), (sessions, before) => {
      const written = write(sessions);
      const removed: number[] = [];
      for (let more = true; more; ) {
        const result = store.retain({ before, keepEvents: 3 });
        removed.push(...result.sessions);
        more = result.more;
      }
      const [gone, kept] = split(written, ({ n }) => removed.includes(n));
      expect(gone).toEqual(written.slice(0, before));
      expectGone(gone, kept);
      expect(store.events.since(0, 100).events.length).toBeLessThanOrEqual(3);
      for (const { n } of kept) store.sessions.remove(n);
    }),
    { numRuns: runs },
  );
});

test("an emptied store takes no more room than before, whatever was in it", () => {
  const empty = store.size();
  const { session, lane } = startConversation(store, "a");
  store.transaction(() => {
    for (let n = 0; n < 500; n += 1) addBlock(store, lane, `${n} ${"text".repeat(50)}`, Buffer.from(`raw ${n}`));
  });
  expect(store.size()).toBeGreaterThan(empty + 100_000);
  store.sessions.remove(session.n);
  sweepAll(store);
  expect(store.size()).toBe(empty);
});

test("retain works in slices: a large session is out of sight at once and gone after some more", () => {
  const { session, lane } = startConversation(store, "a", 5);
  store.transaction(() => {
    for (let n = 0; n < 8_000; n += 1) addBlock(store, lane, `${n} ${"text".repeat(80)}`);
  });
  const first = store.retain({ before: 10, keepEvents: 10 });
  expect(first).toEqual({ sessions: [session.n], events: 0, more: true });
  expect(store.sessions.get(session.n)).toBeUndefined();
  expect(store.blocks.countOfSession(session.n)).toBeGreaterThan(0);
  let slices = 1;
  while (store.retain({ before: 10, keepEvents: 10 }).more) slices += 1;
  expect(slices).toBeGreaterThan(1);
  expect(store.blocks.countOfSession(session.n)).toBe(0);
});

test("removing what is not there is nothing, and a removal that is rolled back did not happen", () => {
  const { session, lane } = startConversation(store, "a");
  const added = addBlock(store, lane, "x");
  store.sessions.remove(999);
  expect(() =>
    store.transaction(() => {
      store.sessions.remove(session.n);
      throw new Error("no");
    }),
  ).toThrow("no");
  sweepAll(store);
  expect(store.blocks.get(added.n)).toEqual(added);
  expect(store.contents.text(added.hash)).toBe("x");
});

function split<T>(items: T[], goes: (item: T) => boolean): [T[], T[]] {
  const gone: T[] = [];
  const kept: T[] = [];
  for (const item of items) (goes(item) ? gone : kept).push(item);
  return [gone, kept];
}
