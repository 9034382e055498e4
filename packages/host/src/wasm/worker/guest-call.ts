import type { GuestLane } from "../../border/guest-lanes.ts";
import type { Handled } from "../thread/messages.ts";
import { CallPatch } from "./call-patch.ts";
import { CallTexts } from "./call-texts.ts";
import type { GuestMemory } from "./guest-memory.ts";

/** What one call of a guest may do, and what it did so far. A task goes on in several segments of guest time. */
export interface GuestCall {
  /** Numbered by the main side. */
  readonly number: number;
  readonly kind: "start" | "stage" | "task" | "dispose";
  readonly lane: GuestLane | null;
  readonly texts: CallTexts;
  /** Stages only. */
  readonly patch: CallPatch | null;
  readonly handled: Handled[];
  /** JSON; null: nothing said yet. */
  result: string | null;
  logLines: number;
  /** Questions that are not answered yet, and how many there were in all. */
  readonly open: Set<number>;
  asked: number;
}

export interface NewCall {
  readonly number: number;
  readonly kind: GuestCall["kind"];
  readonly lane: GuestLane | null;
  /** Asked for when the first patch comes: a stage's instance may still have to be made. */
  readonly memory: () => GuestMemory;
  /** Bytes that may come back. */
  readonly output: number;
}

export function createGuestCall({ number, kind, lane, memory, output }: NewCall): GuestCall {
  const texts = new CallTexts(lane);
  return {
    number,
    kind,
    lane,
    texts,
    patch: kind === "stage" ? new CallPatch(memory, texts, output) : null,
    handled: [],
    result: null,
    logLines: 0,
    open: new Set(),
    asked: 0,
  };
}
