import { setTimeout as sleep } from "node:timers/promises";
import type { Contender } from "../contenders.ts";
import { Conversation } from "../conversation.ts";
import { send, type Timing } from "../send.ts";
import type { Cell } from "./cell.ts";

export const pace = { thinkMs: 30, eventMs: 2 } as const;
/** Turns of one conversation: it grows from 90 % to 110 % of the cell's size, then the next one starts. */
const turns = 20;
/** Bookkeeping behind an answer must not fall into the next contender's time; real agents take ≥ 60 ms between requests. */
const pauseMs = 10;

/** What a cell does with each conversation beside sending it. */
export interface Course {
  /** Tool results that its first request holds at least. */
  readonly results?: number;
  /** Requests at its beginning that do not count. */
  readonly unmeasured: number;
  /** Called when everyone has answered the first one. */
  readonly afterFirst?: () => Promise<void>;
}

/**
 * Every contender gets the same request before anyone gets the next one; who goes first rotates, so all share the machine's noise.
 * The first request of a conversation is measured only by the cold cell, where every request is one.
 */
export async function measureSingle(
  cell: Cell,
  contenders: readonly Contender[],
  requests: number,
  run: string,
  course: Course = { unmeasured: cell.kind === "cold" ? 0 : 1 },
): Promise<Map<string, Timing[]>> {
  const timings = new Map(contenders.map(({ name }) => [name as string, [] as Timing[]]));
  const warmUp = cell.kind === "cold" ? 5 : 20;
  let conversation: Conversation | undefined;
  for (let step = 0, measured = -warmUp; measured < requests; step++) {
    const place = cell.kind === "cold" ? 0 : step % (turns + course.unmeasured);
    if (place === 0) {
      const id = `${run}/${cell.name}/${step}`;
      const { results } = course;
      conversation = new Conversation({ id, size: cell.size, turns, ...(results === undefined ? {} : { results }) });
    }
    const body = conversation!.next(cell.answer === "sse");
    const counts = place >= course.unmeasured;
    for (let index = 0; index < contenders.length; index++) {
      const { name, port, agent } = contenders[(index + step) % contenders.length]!;
      const timing = await send({
        port,
        agent,
        body,
        sessionId: conversation!.sessionId,
        answer: cell.answer,
        pace: cell.think ? pace : null,
      });
      if (counts && measured >= 0) timings.get(name)!.push(timing);
      await sleep(pauseMs);
    }
    if (counts) measured++;
    if (place === 0) await course.afterFirst?.();
  }
  return timings;
}
