import { millisecondsOf } from "@aperture/sdk";
import type { Json, TaskCall } from "../border/calls.ts";
import type { Figures } from "../limits/figures.ts";
import { RateLimiter } from "../limits/rate-limiter.ts";
import type { HostFrame } from "./host-frame.ts";
import { startSchedule } from "./schedule.ts";
import { WaitingCalls } from "./waiting-calls.ts";

/** Background calls a second that one plugin gets in the long run, and at once. */
const CALLS = { burst: 50, perSecond: 20 };

/** What belongs to a background call. */
export interface BackgroundCall {
  /** Where it is counted. */
  readonly figures?: Figures;
  /** What it is about: it may do what is left in all of them. */
  readonly projects?: readonly string[];
}

export interface BackgroundOptions {
  readonly frame: Pick<HostFrame, "now" | "after" | "random">;
  /** What it rejects with has been told. */
  readonly task: (call: TaskCall, projects?: readonly string[]) => Promise<Json>;
  readonly warn: (message: string) => void;
}

/** What a running plugin does that nobody waits for: events, answers, its schedule. */
export class BackgroundWork {
  readonly #options: BackgroundOptions;
  readonly #calls: RateLimiter;
  #waiting: WaitingCalls | null = null;
  #endSchedule: () => void = () => {};

  constructor(options: BackgroundOptions) {
    this.#options = options;
    // Of the plugin, not of one run of it: who falls and is started again gets no more for it.
    this.#calls = new RateLimiter({ ...CALLS, now: options.frame.now });
  }

  begin(): void {
    this.end();
    this.#waiting = new WaitingCalls(() => (this.#calls.take() ? 0 : this.#calls.wait()), this.#options.frame.after);
  }

  /** A call in its turn, as fast as it may; none where it does not run. */
  later(call: TaskCall, { figures, projects }: BackgroundCall = {}): void {
    const { task, warn } = this.#options;
    this.#waiting?.add(async () => {
      const dropped = this.#waiting?.takeDropped() ?? 0;
      if (dropped > 0) warn(`${dropped} events were dropped: they came faster than it works`);
      const started = performance.now();
      try {
        await task(call, projects);
        figures?.called(performance.now() - started, null);
      } catch {
        figures?.failed(performance.now() - started);
      }
    });
  }

  /** Its schedule is `every` from now on (`30s`, `5m`); undefined: it has none. `began`: of each run. */
  schedule(every: string | undefined, deadlineMs: number, began: () => void): void {
    this.#endSchedule();
    this.#endSchedule = () => {};
    const everyMs = millisecondsOf(every ?? "");
    if (everyMs === null) return;
    const { frame, task } = this.#options;
    const run = async (): Promise<void> => {
      began();
      await task({ kind: "schedule", deadlineMs }).catch(() => {});
    };
    this.#endSchedule = startSchedule({ everyMs, run, after: frame.after, random: frame.random });
  }

  end(): void {
    this.#endSchedule();
    this.#endSchedule = () => {};
    this.#waiting?.close();
    this.#waiting = null;
  }
}
