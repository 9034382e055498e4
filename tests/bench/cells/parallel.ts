import { setTimeout as sleep } from "node:timers/promises";
import type { Contender } from "../contenders.ts";
import { Conversation } from "../conversation.ts";
import { send, type Timing } from "../send.ts";
import type { Cell } from "./cell.ts";
import { pace } from "./single.ts";

const lanes = 16;
const turnsPerRound = 4;
/** A daemon runs all day: compiled code is what its users meet, so every contender gets this many rounds to warm up. */
const warmUpRounds = 6;

export interface ParallelTimings {
  readonly timings: Map<string, Timing[]>;
  /** Requests per second of each round. */
  readonly rates: Map<string, number[]>;
}

/** 16 conversations at once, in short rounds that the contenders take in turn, after some rounds of warm-up. */
export async function measureParallel(
  cell: Cell,
  contenders: readonly Contender[],
  rounds: number,
  run: string,
): Promise<ParallelTimings> {
  const timings = new Map(contenders.map(({ name }) => [name as string, [] as Timing[]]));
  const rates = new Map(contenders.map(({ name }) => [name as string, [] as number[]]));
  const turns = turnsPerRound * (rounds + warmUpRounds);
  const conversations = Array.from(
    { length: lanes },
    (_, lane) => new Conversation({ id: `${run}/${cell.name}/${lane}`, size: cell.size, turns }),
  );
  for (let round = 1 - warmUpRounds; round <= rounds; round++) {
    const batches = conversations.map((conversation) => ({
      sessionId: conversation.sessionId,
      bodies: Array.from({ length: turnsPerRound }, () => conversation.next(cell.answer === "sse")),
    }));
    for (let index = 0; index < contenders.length; index++) {
      const { name, port, agent } = contenders[(index + round + warmUpRounds) % contenders.length]!;
      const start = performance.now();
      const all = await Promise.all(
        batches.map(async ({ sessionId, bodies }) => {
          const own: Timing[] = [];
          for (const body of bodies) {
            own.push(await send({ port, agent, body, sessionId, answer: cell.answer, pace: cell.think ? pace : null }));
          }
          return own;
        }),
      );
      const seconds = (performance.now() - start) / 1000;
      if (round > 0) {
        timings.get(name)!.push(...all.flat());
        rates.get(name)!.push((lanes * turnsPerRound) / seconds);
      }
      await sleep(150);
    }
  }
  return { timings, rates };
}
