import { DialectId } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadPrices } from "../control/prices.ts";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { createReplayer, type Replayer } from "./create-replayer.ts";
import { untouched } from "./replay-plan.ts";
import { longTranscript } from "./testing/long-transcript.ts";
import { autoPlan, planWith } from "./testing/plans.ts";
import { starterLibrary } from "./testing/starter-library.ts";
import { storeTranscript } from "./testing/store-transcript.ts";

let store: Store;
let replayer: Replayer;
let shelf: ReturnType<typeof starterLibrary>;
beforeEach(() => {
  shelf = starterLibrary();
  store = openStore({ file: ":memory:" });
  replayer = createReplayer({
    store,
    prices: loadPrices(),
    counter: { count: async (texts) => texts.map(({ length }) => Math.ceil(length / 4)) },
    library: shelf.library,
    clock: () => 0,
  });
});
afterEach(async () => {
  await replayer.close();
  await shelf.close();
  store.close();
});

const transcript = longTranscript(16);
const all = { requests: 200 };

describe.each(DialectId.options)("a stored session of %s", (dialect) => {
  test("untouched against untouched is exactly nothing, and every request is there", async () => {
    await storeTranscript(store, transcript, dialect);
    const { effect, sentDigest } = await replayer.run(untouched, untouched, all);
    expect(effect.requests).toBe(transcript.turns.length);
    expect(effect).toMatchObject({ billChange: 0, tokenChange: 0, blocks: [], changedBlocks: 0, invalid: 0 });
    expect(effect.after).toEqual(effect.before);
    expect(effect.before.promptTokens).toBeGreaterThan(80_000);
    expect(sentDigest.after).toBe(sentDigest.before);
  });

  test("a policy that shortens saves, and says what it did", async () => {
    await storeTranscript(store, transcript, dialect);
    const effect = await replayer.compare(untouched, autoPlan(), all);
    expect(effect.invalid).toBe(0);
    expect(effect.billChange).toBeLessThan(-0.02);
    expect(effect.tokenChange).toBeLessThan(-0.02);
    expect(effect.changedBlocks).toBeGreaterThan(3);
    const differences = effect.blocks.map(({ tokensBefore, tokensAfter }) => tokensBefore - tokensAfter);
    expect(differences).toEqual(differences.toSorted((a, b) => b - a));
    expect(effect.blocks[0]).toMatchObject({
      session: "session-1",
      actor: "auto",
      what: expect.stringMatching(/^compress /),
    });
  });

  test("the same again is the same to the last byte", async () => {
    await storeTranscript(store, transcript, dialect);
    const first = await replayer.run(untouched, autoPlan(), all);
    const second = await replayer.run(untouched, autoPlan(), all);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(first.sentDigest.after).not.toBe(first.sentDigest.before);
  });
});

describe("what is replayed", () => {
  beforeEach(() => storeTranscript(store, transcript, "anthropic"));

  test("are the newest requests, with the cache that the one before them left", async () => {
    const { effect } = await replayer.run(untouched, untouched, { requests: 6 });
    expect(effect.requests).toBe(6);
    const all6 = await replayer.compare(untouched, autoPlan(), { requests: 6 });
    expect(Math.min(...all6.blocks.map(({ turn }) => turn))).toBe(12);
    // The first of the six reads what came before it: as cold it would be billed as written.
    expect(effect.before.bill).toBeLessThan(effect.before.promptTokens * 0.6);
  });

  test("are up to five sessions, the newest first, or the one that is named", async () => {
    for (const id of ["b", "c", "d", "e", "f"])
      await storeTranscript(store, { ...longTranscript(3), id }, "openai-chat");
    const five = await replayer.compare(untouched, untouched, all);
    expect(five.sessions).toHaveLength(5);
    expect(five.requests).toBe(4 * 4 + 17);
    const [label] = store.sessions.list({ limit: 1 }).map((session) => session.label);
    expect((await replayer.compare(untouched, untouched, { ...all, session: label })).sessions).toHaveLength(1);
    expect((await replayer.compare(untouched, untouched, { ...all, session: "session-1" })).requests).toBe(17);
  });

  test("leaves the store as it was", async () => {
    const size = store.size();
    const last = store.events.bounds().last;
    await replayer.compare(untouched, autoPlan(), all);
    expect([store.size(), store.events.bounds().last]).toEqual([size, last]);
  });

  test("is given up where nobody waits for it any more", async () => {
    const given = new AbortController();
    const plan = planWith({
      name: "impatient",
      process: (_blocks, { turn }) => {
        if (turn === 5) given.abort(new Error("nobody waits"));
        return [];
      },
    });
    await expect(replayer.compare(untouched, plan, { ...all, signal: given.signal })).rejects.toThrow("nobody waits");
  });

  test("others get their turn in between", async () => {
    let turns = 0;
    const count = (): void => {
      turns++;
      pending = setImmediate(count);
    };
    let pending = setImmediate(count);
    const slow = planWith({
      name: "slow",
      process() {
        const until = performance.now() + 8;
        while (performance.now() < until);
        return [];
      },
    });
    await replayer.compare(untouched, slow, all);
    clearImmediate(pending);
    expect(turns).toBeGreaterThanOrEqual(17);
  });

  test("a request that a plan refuses is billed on neither side, and that is said", async () => {
    const stop = planWith({
      name: "stop",
      process: (_blocks, { turn }) => ({
        intents: [],
        reason: null,
        ...(turn > 12 ? { refusal: { code: "budget_exceeded" as const, reason: "too long" } } : {}),
      }),
    });
    const effect = await replayer.compare(untouched, stop, all);
    expect(effect.before).toEqual(effect.after);
    expect(effect.basis).toContain("5 would have been refused and are billed on neither side");
    expect(effect.invalid).toBe(0);
  });

  test("a counter that died is no request that cannot be sent", async () => {
    const broken = createReplayer({
      store,
      prices: loadPrices(),
      counter: { count: () => Promise.reject(new Error("the token counter stopped")) },
    });
    await expect(broken.compare(untouched, autoPlan(), all)).rejects.toThrow("the token counter stopped");
    await broken.close();
  });

  test("without a library only plans can be compared", async () => {
    const bare = createReplayer({ store, prices: loadPrices(), counter: { count: async () => [] } });
    await expect(bare.effectOf({ item: { kind: "preset", name: "calm" } })).rejects.toThrow("no library");
    expect((await bare.compare(untouched, untouched, all)).requests).toBe(17);
    await bare.close();
  });
});

test("where nothing was recorded there is no effect", async () => {
  expect(await replayer.compare(untouched, autoPlan(), all)).toMatchObject({
    sessions: [],
    requests: 0,
    billChange: 0,
    p50: null,
  });
});
