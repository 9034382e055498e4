import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { LanguageName } from "@aperture/engine/compression/summarize/language-of";
import type { GrammarLoaded, OutlineCall, OutlineWorkerData } from "./outline-worker.ts";

/** At most 15 characters: the kernel cuts the rest. */
const threadName = "outlines";

export interface OutlineThread {
  /** Resolves when the grammar is there; rejects when it cannot be loaded or the thread ends. */
  load(name: LanguageName): Promise<void>;
  /** Waits for the outline, blocking. Undefined: no answer within the deadline, the thread is being ended. */
  outline(
    code: string,
    path: string | undefined,
    keep: readonly string[],
    firstLine: number,
  ): string | null | undefined;
  close(): Promise<void>;
}

export interface OutlineThreadOptions {
  readonly folder: string;
  /** Milliseconds that a caller waits for an outline. */
  readonly deadline: number;
  /** Called once when the thread has ended by itself or by a missed deadline, not by `close`. */
  readonly lost: () => void;
}

/**
 * A thread for the parser. Hostile code can make tree-sitter trap, or take gigabytes and minutes (`//*/ /*…` as Python): a thread
 * can be ended and gives all of it back. The caller is synchronous, so it sleeps until the answer is there.
 */
export function startOutlineThread({ folder, deadline, lost }: OutlineThreadOptions): OutlineThread {
  const { port1: answers, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const workerData: OutlineWorkerData = { folder, answers: port2, signal };
  const worker = new Worker(new URL("./outline-worker.ts", import.meta.url), {
    name: threadName,
    workerData,
    transferList: [port2],
  });
  const loading = new Map<LanguageName, { resolve: () => void; reject: (error: Error) => void }>();
  let open = true;

  worker.on("message", ({ name, failure }: GrammarLoaded) => {
    if (failure === null) loading.get(name)?.resolve();
    else loading.get(name)?.reject(new Error(failure));
    loading.delete(name);
    rest();
  });
  worker.on("error", (error) => end(true, error));
  worker.on("exit", () => end(true));
  // Behind the listeners: one for messages makes the thread keep the process alive.
  rest();

  /** Only somebody who waits for a grammar keeps the process alive. */
  function rest(): void {
    if (loading.size === 0) worker.unref();
  }

  function end(unwanted: boolean, cause?: unknown): void {
    if (!open) return;
    open = false;
    answers.close();
    const ended = new Error("the outline thread ended", { cause });
    for (const each of loading.values()) each.reject(ended);
    loading.clear();
    if (unwanted) lost();
  }

  const call = (message: OutlineCall) => worker.postMessage(message);

  return {
    load(name) {
      if (!open) return Promise.reject(new Error("the outline thread ended"));
      return new Promise((resolve, reject) => {
        loading.set(name, { resolve, reject });
        worker.ref();
        call({ load: name });
      });
    },
    outline(code, path, keep, firstLine) {
      if (!open) return undefined;
      Atomics.store(signal, 0, 0);
      call({ code, path, keep, firstLine });
      if (Atomics.wait(signal, 0, 0, deadline) !== "timed-out") {
        return (receiveMessageOnPort(answers) as { message: string | null } | undefined)?.message;
      }
      void worker.terminate();
      end(true);
      return undefined;
    },
    async close() {
      end(false);
      await worker.terminate();
    },
  };
}
