import { terms } from "./bill.ts";
import { billOf } from "./measure.ts";
import { raw } from "./methods/raw.ts";
import { promptOf, type RecordedSession } from "./session.ts";

/** How far the simulation of a session is from what it was billed. Shares: 0.01 is 1 %. */
export interface Calibration {
  readonly session: string;
  readonly ttl: "5m" | "1h";
  /** Simulated bill ÷ recorded bill − 1. */
  readonly bill: number;
  /** The same without the requests at which the provider lost an entry that should have lived. */
  readonly billWithoutLosses: number;
  readonly losses: number;
  /** Median of the deviations of the prompt sizes, without sign. */
  readonly prompt: number;
}

/** The raw requests, billed by the simulator, beside the recorded usage; null where none is recorded. */
export function calibrate(session: RecordedSession): Calibration | null {
  const ttl = session.ttlRecorded;
  if (!ttl) return null;
  const { read, write } = terms[ttl];
  const simulated = billOf(session, raw.run(session, ttl).requests, terms[ttl]);
  const sum = { simulated: 0, recorded: 0, keptSimulated: 0, keptRecorded: 0, losses: 0 };
  const deviations: number[] = [];
  for (const [turn, { usage }] of session.turns.entries()) {
    if (!usage) continue;
    const { cost, prompt, written } = simulated[turn]!;
    const recorded =
      usage.input_tokens + usage.cache_read_input_tokens * read + usage.cache_creation_input_tokens * write;
    // Written far more than the simulation would: an entry that the rules say lives was gone.
    const isLoss = usage.cache_creation_input_tokens > written + 0.2 * prompt;
    sum.simulated += cost;
    sum.recorded += recorded;
    if (isLoss) sum.losses++;
    else {
      sum.keptSimulated += cost;
      sum.keptRecorded += recorded;
    }
    deviations.push(Math.abs(prompt / promptOf(usage) - 1));
  }
  return {
    session: session.id,
    ttl,
    bill: sum.simulated / sum.recorded - 1,
    billWithoutLosses: sum.keptSimulated / sum.keptRecorded - 1,
    losses: sum.losses,
    prompt: deviations.sort((a, b) => a - b)[deviations.length >> 1] ?? 0,
  };
}
