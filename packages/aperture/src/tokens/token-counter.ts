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

interface Waiting {
  readonly resolve: (counts: number[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Counts in a worker thread that is started when first needed: loading the tables blocks a thread for 200 ms
 * (STYLE.md's measurements), and it must not be the one that relays streams.
 */
export function createTokenCounter(options: { idle?: number } = {}): TokenCounter {
  const idle = options.idle ?? IDLE;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let nextId = 1;

  function start(): Worker {
    const started = new Worker(new URL("./counter-worker.ts", import.meta.url), { name: THREAD });
    started.unref();
    started.once("online", () => yieldToOthers(THREAD));
    started.on("message", ({ id, counts }: { id: number; counts: number[] }) => {
      waiting.get(id)?.resolve(counts);
      waiting.delete(id);
      if (waiting.size === 0) rest();
    });
    const gone = (error: Error): void => {
      if (worker === started) worker = undefined;
      for (const each of waiting.values()) each.reject(error);
      waiting.clear();
    };
    started.on("error", gone);
    started.on("exit", () => gone(new Error("the token counter stopped")));
    return started;
  }

  function rest(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void stop(), idle);
    timer.unref();
  }

  async function stop(): Promise<void> {
    const stopping = worker;
    worker = undefined;
    await stopping?.terminate();
  }

  return {
    count(texts) {
      clearTimeout(timer);
      worker ??= start();
      const id = nextId++;
      const current = worker;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        current.postMessage({ id, texts });
      });
    },
    async close() {
      clearTimeout(timer);
      await stop();
    },
  };
}
