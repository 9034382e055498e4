import { setTimeout as sleep } from "node:timers/promises";
import type { Field } from "../contenders.ts";
import { Conversation } from "../conversation.ts";
import { residentMemory } from "../processes.ts";
import { send } from "../send.ts";
import type { Cell, CellResult } from "./cell.ts";

const turns = 20;

/** RSS of a fresh Aperture with a page connected, then after `requests` requests through it, MB. */
export async function measureMemory(cell: Cell, field: Field, requests: number, run: string): Promise<CellResult> {
  const aperture = field.contenders.find(({ name }) => name === "aperture");
  if (!aperture || field.aperturePid === null) return { cell, figures: {} };
  await sleep(3_000);
  const idle = residentMemory(field.aperturePid);
  let conversation: Conversation | undefined;
  for (let step = 0; step < requests; step++) {
    if (step % turns === 0)
      conversation = new Conversation({ id: `${run}/${cell.name}/${step}`, size: cell.size, turns });
    const body = conversation!.next(false);
    const { port, agent } = aperture;
    await send({ port, agent, body, sessionId: conversation!.sessionId, answer: cell.answer, pace: null });
  }
  await sleep(3_000);
  const after = residentMemory(field.aperturePid);
  if (!idle || !after) return { cell, figures: {} };
  return { cell, figures: {}, memory: { idle: idle.now, after: after.now, peak: after.peak } };
}
