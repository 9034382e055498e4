import type { Activity } from "../proxy/activity.ts";

/** Milliseconds of work in one go; then the event loop gets a turn. */
const SLICE = 3;
/** Bodies above this are read in steps, with a turn of the loop between them, before their transaction. */
const LARGE = 2 << 20;
/** Bytes go first: work starts when none were passed on for this long, ms … */
const QUIET = 2;
/** … or when it has waited for this long, ms: a page wants to see what goes on … */
const MAX_DELAY = 250;
/** … or when this many bytes of bodies wait for it. */
const MAX_BACKLOG = 64 << 20;
/** The longest a request waits for the bookkeeping of the one before. */
const PATIENCE = 20;

export interface Job {
  /** Conversation the job belongs to, or null. */
  readonly key: string | null;
  readonly bytes: number;
  /** Reads in steps; its result writes, inside the transaction. */
  readonly steps: () => Generator<void, (() => void) | undefined>;
  /** What the job wrote is not in the store after all; it may be tried once more. */
  readonly rolledBack?: () => void;
}

export interface WorkQueueOptions {
  /** Streams that go first. */
  readonly activity: Activity;
  readonly transaction: (work: () => void) => void;
  /** A transaction failed: memory may be ahead of the store. */
  readonly onRollback: () => void;
  /** A job is lost. */
  readonly onFailure: (error: unknown) => void;
}

/** Bookkeeping in order of arrival, several jobs to a commit, never long at a time. A job that fails loses only itself. */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #jobs: Job[] = [];
  readonly #pending = new Map<string, number>();
  #waiters: (() => void)[] = [];
  #scheduled = false;
  #running = false;
  /** When the first of the waiting jobs came. */
  #waitingSince = 0;
  #backlog = 0;
  /** By conversation: resolves when the last of those that were added with a place to come is in the queue. */
  readonly #tails = new Map<string | null, Promise<void>>();

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  add(job: Job): void {
    if (this.#tails.has(job.key)) this.addLater(job.key, Promise.resolve(job));
    else {
      this.#announce(job.key);
      this.#push(job);
    }
  }

  /**
   * Keeps the place of a job that is still being prepared (an answer that is being decompressed): what comes behind it of
   * the same conversation waits for it, everything else goes on. Conversations without a key wait for each other.
   */
  addLater(key: string | null, coming: Promise<Job>): void {
    this.#announce(key);
    const before = this.#tails.get(key);
    const tail = Promise.allSettled([coming, before]).then(([job]) => {
      if (job.status === "fulfilled") this.#push(job.value);
      else {
        this.#options.onFailure(job.reason);
        this.#settle(key);
      }
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
  }

  /** Undefined when nothing of this conversation is under way; else resolves when it is done, or after 20 ms. */
  settled(key: string | null): Promise<void> | undefined {
    if (key === null || !this.#pending.has(key)) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE);
      const look = (): void => {
        if (this.#pending.has(key)) this.#waiters.push(look);
        else {
          clearTimeout(timer);
          resolve();
        }
      };
      this.#waiters.push(look);
    });
  }

  /** Does now, in order, what waits of one conversation: its next request cannot be understood before. */
  flush(key: string | null): void {
    const own = this.#jobs.filter((job) => job.key === key);
    if (own.length === 0) return;
    const others = this.#jobs.filter((job) => job.key !== key);
    this.#jobs.splice(0, this.#jobs.length, ...others);
    for (const job of own) {
      this.#backlog -= job.bytes;
      this.#runAlone(job);
      this.#settle(job.key);
    }
  }

  async drain(): Promise<void> {
    while (this.#jobs.length > 0 || this.#running || this.#tails.size > 0)
      await new Promise((resolve) => setTimeout(resolve, 1));
  }

  #announce(key: string | null): void {
    if (key !== null) this.#pending.set(key, (this.#pending.get(key) ?? 0) + 1);
  }

  #push(job: Job): void {
    if (this.#jobs.length === 0) this.#waitingSince = performance.now();
    this.#backlog += job.bytes;
    this.#jobs.push(job);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#running || this.#jobs.length === 0) return;
    this.#scheduled = true;
    const start = (): void => {
      this.#scheduled = false;
      // A conversation's next request may have had its jobs done meanwhile (`flush`), and there were no others.
      const [first] = this.#jobs;
      if (!first) {
        this.#wake();
        return;
      }
      this.#running = true;
      const finished = (): void => {
        this.#running = false;
        this.#wake();
        this.#schedule();
      };
      if (first.bytes > LARGE) void this.#runLarge(this.#shift()).then(finished);
      else {
        this.#runBatch();
        finished();
      }
    };
    const whenQuiet = (): void => {
      if (this.#mayStart()) start();
      else setTimeout(whenQuiet, QUIET);
    };
    setImmediate(whenQuiet);
  }

  #mayStart(): boolean {
    if (this.#options.activity.quietFor() >= QUIET || performance.now() - this.#waitingSince >= MAX_DELAY) return true;
    return this.#backlog >= MAX_BACKLOG || this.#waiters.length > 0;
  }

  #shift(): Job {
    const job = this.#jobs.shift()!;
    this.#backlog -= job.bytes;
    return job;
  }

  #runBatch(): void {
    const started = performance.now();
    const batch: Job[] = [];
    try {
      this.#options.transaction(() => {
        while (this.#jobs.length > 0 && this.#jobs[0]!.bytes <= LARGE) {
          const job = this.#shift();
          batch.push(job);
          toEnd(job.steps())?.();
          if (performance.now() - started > SLICE) break;
        }
      });
    } catch (error) {
      // A transaction that did not even begin took nothing off the queue: the first job counts as tried, or it would be
      // tried for ever.
      if (batch.length === 0) batch.push(this.#shift());
      // All of the batch was rolled back. Alone, every job but the bad one succeeds.
      if (batch.length === 1) this.#lose(batch[0]!, error);
      else {
        this.#rollBack(batch);
        for (const job of batch) this.#runAlone(job);
      }
    }
    for (const job of batch) this.#settle(job.key);
  }

  #runAlone(job: Job): void {
    try {
      this.#options.transaction(() => toEnd(job.steps())?.());
    } catch (error) {
      this.#lose(job, error);
    }
  }

  #rollBack(jobs: readonly Job[]): void {
    this.#options.onRollback();
    for (const job of jobs) job.rolledBack?.();
  }

  #lose(job: Job, error: unknown): void {
    this.#rollBack([job]);
    this.#options.onFailure(error);
  }

  async #runLarge(job: Job): Promise<void> {
    try {
      const steps = job.steps();
      for (;;) {
        const step = steps.next();
        if (step.done) {
          const write = step.value;
          if (write) this.#options.transaction(write);
          break;
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      this.#lose(job, error);
    }
    this.#settle(job.key);
  }

  #settle(key: string | null): void {
    if (key === null) return;
    const left = (this.#pending.get(key) ?? 1) - 1;
    if (left > 0) this.#pending.set(key, left);
    else this.#pending.delete(key);
    this.#wake();
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const look of waiters) look();
  }
}

function toEnd<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
