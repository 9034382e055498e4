/** Share of the time by which a run comes earlier or later: schedules of many plugins must not all wake at once. */
const JITTER = 0.1;

/** Runs again and again, `everyMs` between an end and the next beginning, so runs never overlap. Returns what ends it. */
export function startSchedule(options: {
  readonly everyMs: number;
  /** Must not reject. */
  readonly run: () => Promise<void>;
  readonly after: (ms: number, run: () => void) => () => void;
  /** 0 … 1 */
  readonly random: () => number;
}): () => void {
  const { everyMs, run, after, random } = options;
  let isOver = false;
  let cancel = (): void => {};
  const next = (): void => {
    if (isOver) return;
    cancel = after(Math.round(everyMs * (1 - JITTER + 2 * JITTER * random())), () => void run().finally(next));
  };
  next();
  return () => {
    isOver = true;
    cancel();
  };
}
