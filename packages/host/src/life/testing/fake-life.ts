import { PluginLife, type Unit } from "../plugin-life.ts";
import type { LifeEvent } from "../transitions.ts";

/** A unit that starts, falls and ends when a test says so. */
export class FakeUnit implements Unit {
  readonly version: number;
  readonly fall: (error: Error, isStrike: boolean) => void;
  readonly #start = Promise.withResolvers<void>();
  disposals = 0;
  isEnded = false;
  constructor(version: number, fall: (error: Error, isStrike: boolean) => void) {
    this.version = version;
    this.fall = fall;
  }
  start(): Promise<void> {
    return this.#start.promise;
  }
  started(): void {
    this.#start.resolve();
  }
  notStarted(message = "it does not start"): void {
    this.#start.reject(new Error(message));
  }
  async dispose(): Promise<void> {
    this.disposals++;
    this.isEnded = true;
  }
}

/** A life over fake units, with timers that a test lets run out. */
export function fakeLife(quarantine: string | null = null) {
  const units: FakeUnit[] = [];
  const moves: LifeEvent[] = [];
  const reasons: string[] = [];
  let timers: { readonly ms: number; readonly run: () => void }[] = [];
  const creates = (version: number) => (gone: (error: Error, isStrike: boolean) => void) => {
    const unit = new FakeUnit(version, gone);
    // Nobody may be listening to a start that was let go of.
    unit.start().catch(() => {});
    units.push(unit);
    return unit;
  };
  const life = new PluginLife<FakeUnit>({
    id: "tidy",
    quarantine,
    create: creates(1),
    moved: (_, event) => void moves.push(event),
    quarantined: (reason) => void reasons.push(reason),
    troubled: () => {},
    now: () => 0,
    startMs: 1_000,
    graceMs: 10,
    after(ms, run) {
      const timer = { ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  });
  return {
    life,
    units,
    moves,
    reasons,
    creates,
    /** Units that were made and not ended. */
    alive: () => units.filter((unit) => !unit.isEnded),
    newest: () => units.at(-1)!,
    timers: () => timers.map(({ ms }) => ms),
    /** Lets every timer run out. */
    elapse() {
      const due = timers;
      timers = [];
      for (const { run } of due) run();
    },
  };
}

/** Until everything that can happen without a timer has happened. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
