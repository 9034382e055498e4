import { DialectId } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadPrices } from "../control/prices.ts";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { createReplayer, type Replayer } from "./create-replayer.ts";
import { untouched } from "./replay-plan.ts";
import { longTranscript } from "./testing/long-transcript.ts";
import { autoPlan } from "./testing/plans.ts";
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

const transcript = longTranscript(24);
const all = { requests: 200 };

describe.each(DialectId.options)("a stored session of %s", (dialect) => {
  test("untouched against untouched is exactly nothing, and every request is there", async () => {
    await storeTranscript(store, transcript, dialect);
    const { effect, sentDigest } = await replayer.run(untouched, untouched, all);
    expect(effect.requests).toBe(transcript.turns.length);
    expect(effect).toMatchObject({ billChange: 0, tokenChange: 0, blocks: [], changedBlocks: 0, invalid: 0 });
    expect(effect.after).toEqual(effect.before);
    expect(effect.before.promptTokens).toBeGreaterThan(100_000);
    expect(sentDigest.after).toBe(sentDigest.before);
  });

  test("a policy that shortens saves, and says what it did", async () => {
    await storeTranscript(store, transcript, dialect);
    const effect = await replayer.compare(untouched, autoPlan(), all);
    expect(effect.invalid).toBe(0);
    expect(effect.billChange).toBeLessThan(-0.02);
    expect(effect.tokenChange).toBeLessThan(-0.02);
    expect(effect.changedBlocks).toBeGreaterThan(5);
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
