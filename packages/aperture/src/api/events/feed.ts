import type { Event, Hello } from "@aperture/sdk";
import type { EventLog } from "../../store/contract.ts";

/** Where a feed's frames go. */
export interface FeedSink {
  /** Takes a frame; false when it is full, and nothing more is sent until `resume`. `seq` is the reader's place after it. */
  send(frame: Hello | Event, seq: number): boolean;
  /** `slow`: it stayed full for too long. `failed`: the log cannot be read. Not called after `stop`. */
  end(reason: "slow" | "failed"): void;
}

export interface Feed {
  /** There is room again. */
  resume(): void;
  stop(): void;
}

const batch = 200;

/**
 * The event log from `since` on, into one sink: a hello, what was missed, then what comes. Keeps a place in the log and no
 * queue: a slow reader costs no memory, it is served from the store when there is room again. A reader whose place has been
 * dropped from the log gets a hello with `resync` and goes on at the end: it reads the state again instead.
 */
export function startFeed(options: {
  log: EventLog;
  /** Undefined: only what comes from now on. */
  since: number | undefined;
  sink: FeedSink;
  /** Milliseconds that a sink may stay full. */
  patience?: number;
}): Feed {
  const { log, sink, patience = 30_000 } = options;
  let place = 0;
  let full = false;
  let stopped = false;
  let scheduled: NodeJS.Immediate | undefined;
  let impatient: NodeJS.Timeout | undefined;
  let unsubscribe = () => {};

  const stop = (): void => {
    stopped = true;
    clearImmediate(scheduled);
    clearTimeout(impatient);
    unsubscribe();
  };
  const end = (reason: "slow" | "failed"): void => {
    if (stopped) return;
    stop();
    sink.end(reason);
  };
  const send = (frame: Hello | Event): void => {
    if (sink.send(frame, place) || stopped) return;
    full = true;
    impatient = setTimeout(() => end("slow"), patience);
  };
  const greet = (resync: boolean): void => {
    const { first, last } = log.bounds();
    if (resync) place = last;
    send({ type: "hello", epoch: log.epoch, first, last, resync });
  };
  const schedule = (): void => {
    scheduled ??= setImmediate(pump);
  };

  /** One batch per turn of the event loop: a long replay must not hold up the proxy. */
  function pump(): void {
    scheduled = undefined;
    if (stopped || full) return;
    try {
      const { events, resync } = log.since(place, batch);
      if (resync) greet(true);
      else
        for (const event of events) {
          place = event.seq;
          send(event);
          if (full || stopped) return;
        }
      if (resync || events.length === batch) schedule();
    } catch {
      end("failed");
    }
  }

  try {
    const known = options.since;
    place = known ?? log.bounds().last;
    unsubscribe = log.subscribe((event) => {
      if (stopped || full || event.seq <= place) return;
      // The common case, without a look into the store: the next event for a reader that has all before it.
      if (scheduled === undefined && event.seq === place + 1) {
        place = event.seq;
        send(event);
      } else schedule();
    });
    greet(known !== undefined && log.since(known, 0).resync);
    schedule();
  } catch {
    // Not before the caller holds the feed it may want to stop.
    setImmediate(() => end("failed"));
  }
  return {
    resume() {
      if (!full || stopped) return;
      full = false;
      clearTimeout(impatient);
      schedule();
    },
    stop,
  };
}
