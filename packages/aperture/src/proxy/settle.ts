import type { ProxyCounters } from "./counters.ts";
import type { ExchangeHead, ExchangeSink } from "./exchange.ts";
import type { Timers } from "./idle-watch.ts";

/** A lane's bookkeeping has this long, in ms; the request goes on without it (agents.md trap 8). */
const patience = 20;

/** Waits for the bookkeeping of the conversation's last answer, where it is behind. Never rejects, never hangs. */
export async function settle(
  head: ExchangeHead,
  context: { sink: ExchangeSink; timers: Timers; counters: ProxyCounters },
): Promise<void> {
  const { sink, timers, counters } = context;
  let handle: unknown;
  try {
    const pending = sink.settled(head);
    if (pending === undefined) return;
    const late = new Promise<void>((resolve) => {
      handle = timers.setTimeout(resolve, patience);
    });
    await Promise.race([pending, late]);
  } catch (error) {
    counters.failOpen(error);
  } finally {
    if (handle !== undefined) timers.clearTimeout(handle);
  }
}
