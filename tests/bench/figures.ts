import type { Figures } from "./cells/cell.ts";
import type { ContenderName } from "./contenders.ts";
import type { Timing } from "./send.ts";
import { percentile, summarize } from "./statistics.ts";

/** Figures of every contender; `added` pairs its n-th request with direct's n-th, which was the same one moments apart. */
export function figuresOf(
  timings: ReadonlyMap<string, readonly Timing[]>,
  rates?: ReadonlyMap<string, readonly number[]>,
): Partial<Record<ContenderName, Figures>> {
  const direct = timings.get("direct") ?? [];
  const directEvents = percentile(
    direct.flatMap((timing) => timing.eventDelays),
    0.99,
  );
  const entries = [...timings].map(([name, own]): [string, Figures] => {
    const eventP99 = percentile(
      own.flatMap((timing) => timing.eventDelays),
      0.99,
    );
    const rate = rates?.get(name);
    return [
      name,
      {
        total: summarize(own.map((timing) => timing.total)),
        first: summarize(own.map((timing) => timing.first)),
        added: summarize(own.map((timing, index) => timing.total - direct[index]!.total)),
        addedFirst: summarize(own.map((timing, index) => timing.first - direct[index]!.first)),
        ...(Number.isNaN(eventP99) ? {} : { eventP99, addedEventP99: eventP99 - directEvents }),
        ...(rate ? { requestsPerSecond: summarize(rate) } : {}),
      },
    ];
  });
  return Object.fromEntries(entries);
}
