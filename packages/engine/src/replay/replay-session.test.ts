import { describe, expect, test } from "vitest";
import { nodePort } from "../document/testing/node-port.ts";
import { pipeline } from "../pipeline/stages.ts";
import type { Stage, WaitingStage } from "../stage/stage.ts";
import { SentReader } from "./is-acceptable.ts";
import { untouchedPlan } from "./replay-plan.ts";
import { type ReplayStep, replaySession, replayWaitingSession } from "./replay-session.ts";
import { ReplaySide } from "./replay-side.ts";
import { recordedCommands } from "./testing/recorded.ts";
import { firstLines, planOfStage, sideOptions } from "./testing/side-options.ts";

const requests = recordedCommands(12);
const cold = recordedCommands(12, { between: 10 });
const billOf = (steps: readonly ReplayStep[]): number => steps.reduce((sum, { turn }) => sum + turn!.bill, 0);

/** Late, and hardly shorter: what would be rewritten for it is far more. */
const littleLess: Stage = {
  name: "littleLess",
  process: (blocks, { turn }) =>
    blocks
      .filter(({ n, isPending }) => turn > 8 && n === 4 && !isPending)
      .map(({ n, text }) => ({ kind: "compress", level: "trimmed", block: n, text: text.slice(20), reason: "old" })),
};

describe("a recorded session", () => {
  test("untouched is sent as it was written, and read from the cache as it grows", () => {
    const steps = [...replaySession(requests, sideOptions(untouchedPlan))];
    expect(steps).toHaveLength(12);
    for (const { request, turn } of steps) expect(turn!.body).toBe(request!.document.bytes);
    expect(steps[0]!.turn!.usage!.cacheRead).toBe(0);
    for (const [index, { turn }] of steps.entries())
      if (index > 1) {
        const before = steps[index - 1]!.turn!.usage!;
        expect(turn!.usage!.cacheRead).toBe(before.cacheRead + before.cacheWrite5m);
      }
  });

  test("where everything is cold what a stage wants is applied, stays applied, and is paid for only once", () => {
    const steps = [...replaySession(cold, sideOptions(planOfStage(firstLines)))];
    const untouched = [...replaySession(cold, sideOptions(untouchedPlan))];
    expect(billOf(steps)).toBeLessThan(billOf(untouched) * 0.5);
    const last = steps.at(-1)!.turn!;
    expect(last.sent.size).toBe(10);
    expect(new TextDecoder().decode(last.body!)).not.toContain("line 7 of run 3");
    expect(last.result.created).toHaveLength(1);
  });

  test("where the cache is warm the governor has the last word, as it has in a live session", () => {
    const minding = [...replaySession(requests, sideOptions(planOfStage(littleLess)))];
    expect(minding.at(-1)!.turn!.sent.size).toBe(0);
    expect(minding.at(-1)!.turn!.result.decision!.waiting.size).toBe(1);
    const untouched = billOf([...replaySession(requests, sideOptions(untouchedPlan))]);
    expect(billOf(minding)).toBe(untouched);
    const careless = [...replaySession(requests, { ...sideOptions(planOfStage(littleLess)), minds: false })];
    expect(careless.at(-1)!.turn!.sent.size).toBe(1);
    expect(billOf(careless)).toBeGreaterThan(untouched * 1.1);
  });

  test("the same again is the same bytes", () => {
    const bodies = () => [...replaySession(cold, sideOptions(planOfStage(firstLines)))].map(({ turn }) => turn!.body);
    expect(bodies()).toEqual(bodies());
  });

  test("a stage that waits is waited for, and gets the same said", async () => {
    const slow: WaitingStage = {
      name: "firstLines",
      async ask(blocks, context) {
        await new Promise(setImmediate);
        return firstLines.process(blocks, context);
      },
    };
    const idle = (name: string): Stage => ({ name, process: () => [] });
    const plan = {
      ...planOfStage(firstLines),
      steps: pipeline((at) => (at === "after_zone" ? [slow] : []), {
        assignZones: idle("assignZones"),
        injectStaged: idle("injectStaged"),
        applyRules: idle("applyRules"),
        condense: idle("condense"),
        enforceBudget: idle("enforceBudget"),
      }),
    };
    const waited: ReplayStep[] = [];
    for await (const step of replayWaitingSession(cold, sideOptions(plan))) waited.push(step);
    const atOnce = [...replaySession(cold, sideOptions(planOfStage(firstLines)))];
    expect(waited.map(({ turn }) => turn!.bill)).toEqual(atOnce.map(({ turn }) => turn!.bill));
    expect(waited.at(-1)!.turn!.body).toEqual(atOnce.at(-1)!.turn!.body);
  });

  test("a stage that fails is left out, and what stands goes on standing", () => {
    const flaky: Stage = {
      name: "flaky",
      process(blocks, context) {
        if (context.turn > 6) throw new Error("broken");
        return firstLines.process(blocks, context);
      },
    };
    const steps = [...replaySession(cold, sideOptions(planOfStage(flaky)))];
    const applied = steps[5]!.turn!.sent.size;
    expect(applied).toBeGreaterThan(2);
    for (const { turn } of steps.slice(6)) expect(turn!.sent.size).toBe(applied);
  });

  test("a request that a stage refuses does not leave, and is not billed", () => {
    const stop: Stage = {
      name: "stop",
      process: (_blocks, { turn }) =>
        turn === 3 ? { intents: [], reason: null, refusal: { code: "budget_exceeded", reason: "too long" } } : [],
    };
    const steps = [...replaySession(requests, sideOptions(planOfStage(stop)))];
    expect(steps[2]!.turn).toMatchObject({ body: null, usage: null, bill: 0 });
    expect(steps[3]!.turn!.bill).toBeGreaterThan(0);
  });

  test("a text that is put in stands once, with a number of its own, in every request behind", () => {
    const note: Stage = {
      name: "note",
      process: (_blocks, { turn }) =>
        turn === 2 ? [{ kind: "insert", behind: "tail", text: "Mind the tests.", reason: "", origin: "staged:1" }] : [],
    };
    const steps = [...replaySession(requests, sideOptions(planOfStage(note)))];
    const said = steps.map(({ turn }) => new TextDecoder().decode(turn!.body!).split("Mind the tests.").length - 1);
    expect(said).toEqual([0, ...Array.from({ length: 11 }, () => 1)]);
    const reader = new SentReader(nodePort);
    for (const { turn, request } of steps) expect(reader.isAcceptable(turn!.body!, request!)).toBe(true);
  });
});

test("whoever begins in the middle finds the cache that the request before left", () => {
  const options = sideOptions(planOfStage(firstLines));
  const read = [...replaySession(requests, sideOptions(untouchedPlan))].map(({ request }) => request!);
  const side = new ReplaySide(options);
  expect(side.observe(read[5]!).body).toBe(read[5]!.document.bytes);
  expect(side.send(read[6]!).usage!.cacheRead).toBeGreaterThan(5_000);
  expect(new ReplaySide(sideOptions(planOfStage(firstLines))).send(read[6]!).usage!.cacheRead).toBe(0);
});

test("what was an estimate when it was decided on is counted before it is billed", async () => {
  const counted = new Map<string, number>();
  const options = {
    ...sideOptions(planOfStage(firstLines)),
    tokensOf: (hash: string, text: string) => counted.get(hash) ?? text.length,
  };
  const side = new ReplaySide(options);
  const read = [...replaySession(cold, sideOptions(untouchedPlan))].map(({ request }) => request!);
  await side.sendWaiting(read[1]!);
  const turn = await side.sendWaiting(read[2]!, async (texts) => {
    for (const { hash } of texts) counted.set(hash, 1_000_000);
  });
  expect(turn.result.created).toHaveLength(1);
  expect(turn.usage!.cacheWrite5m).toBeGreaterThan(1_000_000);
});
