import type { Socket } from "node:net";
import type { BodyCopy } from "./decode-body.ts";
import { asItCame, type Verdict } from "./exchange.ts";
import type { Visit } from "./visit.ts";

export interface GovernParts {
  readonly copyOf: () => Promise<BodyCopy>;
  readonly isStranger: (socket: Socket) => Promise<boolean>;
  /** The body is here, and whoever decides takes the time it takes: a held request is silent, and nobody's fault. */
  readonly onWaiting: () => void;
}

/**
 * Where something is applied or waits: the whole body is read, understood and decided upon before a byte of it leaves. What is too
 * large for that streams on as it came, unless something must not leave.
 */
export async function govern(visit: Visit, { copyOf, isStranger, onWaiting }: GovernParts): Promise<Verdict> {
  const { body, recording, signal } = visit;
  if (body === null || !recording?.governed) return asItCame;
  const stranger = isStranger(visit.request.socket);
  const isWhole = await body.whole;
  // Asked while the body came. What is decided for a conversation is not for another user of this machine.
  if (await stranger) return asItCame;
  signal.throwIfAborted();
  const copy = isWhole ? await copyOf() : { bytes: null, reason: "too large to be read before it leaves" };
  signal.throwIfAborted();
  onWaiting();
  const verdict = await recording.govern(copy, signal);
  signal.throwIfAborted();
  if (verdict.refusal !== null) throw verdict.refusal;
  return verdict;
}
