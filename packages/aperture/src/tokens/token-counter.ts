import { Worker } from "node:worker_threads";
import { yieldToOthers } from "./yield-to-others.ts";

/** At most 15 characters: the kernel cuts the rest. */
const THREAD = "token-counter";
/** The tables take 45 MB: they are given back when nobody counts for this long. */
const IDLE = 60_000;

export interface TokenCounter {
  /** o200k tokens of each text. Rejects when the worker dies; the next call starts a new one. */
  count(texts: readonly string[]): Promise<number[]>;
  close(): Promise<void>;
}

interface Running {
  readonly worker: Worker;
  /** Calls of this worker alone: when an old one ends, those of its successor go on. */
  readonly waiting: Map<number, Waiting>;
}

interface Waiting {
  readonly resolve: (counts: number[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Counts in a worker thread that is started when first needed: loading the tables blocks a thread for 200 ms (measured), and it
 * must not be the one that relays streams.
 */
export function createTokenCounter(options: { idle?: number } = {}): TokenCounter {
  const idle = options.idle ?? IDLE;
  let running: Running | undefined;
  let timer: NodeJS.Timeout | undefined;
  let nextId = 1;

  function start(): Running {
    const worker = new Worker(new URL("./counter-worker.ts", import.meta.url), {
      name: THREAD,
    });
    const waiting = new Map<number, Waiting>();
    const started = { worker, waiting };
    worker.unref();
    worker.once("online", () => yieldToOthers(THREAD));
    worker.on("message", ({ id, counts }: { id: number; counts: number[] }) => {
      waiting.get(id)?.resolve(counts);
      waiting.delete(id);
      if (waiting.size === 0 && running === started) rest();
    });
    const gone = (error: Error): void => {
      if (running === started) running = undefined;
      for (const each of waiting.values()) each.reject(error);
      waiting.clear();
    };
    worker.on("error", gone);
    worker.on("exit", () => gone(new Error("the token counter stopped")));
    return started;
  }

  function rest(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void stop(), idle);
    timer.unref();
  }

  async function stop(): Promise<void> {
    const stopping = running;
    running = undefined;
    await stopping?.worker.terminate();
  }

  return {
    count(texts) {
      clearTimeout(timer);
      running ??= start();
      const { worker, waiting } = running;
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, texts });
      });
    },
    async close() {
      clearTimeout(timer);
      await stop();
    },
  };
}
