import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { type CallClock, createCallClock } from "./call-clock.ts";
import { librarySources } from "./library-sources.ts";
import type { FromWorker, WorkerSeed } from "./messages.ts";

/** A thread that is not yet anyone's. */
export interface SpareWorker {
  readonly worker: Worker;
  readonly clock: CallClock;
}

/** Threads kept ready: one takes 200 ms and more to start, a plugin that was killed should be back sooner. */
export interface SpareWorkers {
  /** One that is ready, or the next to be. Rejects when none can be started. */
  take(): Promise<SpareWorker>;
  /** Ends those that nobody took; none are started any more. */
  close(): Promise<void>;
}

/** `size`: how many are kept ready, from the first `take` on; 0: each is started when it is wanted. */
export function createSpareWorkers({ size = 1 }: { size?: number } = {}): SpareWorkers {
  const spares: Promise<SpareWorker>[] = [];
  let isClosed = false;
  let common: Omit<WorkerSeed, "clock"> | undefined;

  function add(): void {
    common ??= { quickjs: compileQuickjs(), library: librarySources() };
    const started = startWorker(common);
    // Whoever takes it hears of it.
    started.catch(() => {});
    spares.push(started);
  }
  return {
    async take() {
      if (isClosed) throw new Error("no threads are started any more");
      if (spares.length === 0) add();
      const spare = spares.shift()!;
      try {
        const taken = await spare;
        taken.worker.ref();
        return taken;
      } finally {
        // Behind the one that is wanted now: two that start at once take longer than one.
        while (!isClosed && spares.length < size) add();
      }
    },
    async close() {
      isClosed = true;
      const left = await Promise.allSettled(spares.splice(0));
      await Promise.all(left.map((each) => each.status === "fulfilled" && each.value.worker.terminate()));
    },
  };
}

const compileQuickjs = (): WebAssembly.Module =>
  new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"))));

/** V8's share of a thread: replicas of texts (16 MB, or one large conversation) and what text functions make of them. */
const RESOURCES = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16, codeRangeSizeMb: 16, stackSizeMb: 8 };

async function startWorker(common: Omit<WorkerSeed, "clock">): Promise<SpareWorker> {
  const clock = createCallClock();
  const workerData: WorkerSeed = { ...common, clock: clock.memory };
  const worker = new Worker(new URL("./worker/main.ts", import.meta.url), {
    workerData,
    // Nothing of ours: no environment (keys stand there), no arguments, no terminal.
    env: {},
    argv: [],
    execArgv: [],
    stdin: true,
    stdout: true,
    stderr: true,
    resourceLimits: RESOURCES,
    name: "plugin",
  });
  worker.stdout.resume();
  worker.stderr.resume();
  // A spare keeps no program alive that has nothing else to do.
  worker.unref();
  await new Promise<void>((resolve, reject) => {
    const ended = (code: number) => reject(new Error(`a plugin's thread ended with ${code} before it was ready`));
    worker.once("error", reject);
    worker.once("exit", ended);
    worker.once("message", (message: FromWorker) => {
      worker.off("error", reject);
      worker.off("exit", ended);
      if (message.type === "ready") resolve();
      else reject(new Error("a plugin's thread did not start as it should"));
    });
  });
  return { worker, clock };
}
