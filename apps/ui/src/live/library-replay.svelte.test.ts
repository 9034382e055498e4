import "../testing/runes.ts";
import type { ReplayEffect } from "@aperture/sdk";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { sampleEffect } from "../testing/sample-library.ts";
import { LibraryReplay } from "./library-replay.svelte.ts";

const calm = { item: { kind: "preset", name: "calm" } } as const;

function setUp() {
  const waiting: { signal: AbortSignal | undefined; answer: (effect: ReplayEffect) => void }[] = [];
  const replay = new LibraryReplay({
    replay: (_input, signal) =>
      new Promise((answer, refuse) => {
        waiting.push({ signal, answer });
        signal?.addEventListener("abort", () => refuse(new Error("aborted")));
      }),
  });
  return { replay, waiting };
}

test("what came of it, and what it is held against", async () => {
  const { replay, waiting } = setUp();
  const asked = replay.ask({ ...calm, against: { kind: "preset", name: "eager" } }, 1_000);
  expect([replay.busy, replay.since]).toEqual([true, 1_000]);
  waiting[0]?.answer(sampleEffect());
  expect(await asked).toBe(true);
  expect([replay.busy, replay.effect?.billChange, replay.against?.name]).toEqual([false, -0.25, "eager"]);
});

test("given up, it is told to the API and leaves nothing: no effect, no trouble", async () => {
  const { replay, waiting } = setUp();
  const asked = replay.ask(calm, 1_000);
  replay.cancel();
  expect(await asked).toBe(false);
  expect([waiting[0]?.signal?.aborted, replay.busy, replay.effect, replay.trouble]).toEqual([
    true,
    false,
    undefined,
    undefined,
  ]);
});

test("a second question ends the first; its late answer is not shown, and the second goes on", async () => {
  const { replay, waiting } = setUp();
  const first = replay.ask(calm, 1_000);
  const second = replay.ask(calm, 2_000);
  waiting[0]?.answer(sampleEffect({ billChange: 9 }));
  expect(await first).toBe(false);
  expect([waiting[0]?.signal?.aborted, replay.since]).toEqual([true, 2_000]);
  waiting[1]?.answer(sampleEffect());
  expect(await second).toBe(true);
  expect(replay.effect?.billChange).toBe(-0.25);
});

test("what cannot be replayed says why", async () => {
  const replay = new LibraryReplay({ replay: refusal(409, "There is no recorded session to replay") });
  expect(await replay.ask(calm, 0)).toBe(false);
  expect([replay.trouble, replay.busy]).toEqual(["There is no recorded session to replay", false]);
});
