import { Worker } from "node:worker_threads";
import type { LanguageName } from "@aperture/engine/compression/summarize/language-of";
import type { OutlineQuestion } from "@aperture/engine/compression/summarize/outline-questions";
import type { OutlineAnswer, OutlineCall, OutlineWorkerData } from "./outline-worker.ts";

/** At most 15 characters: the kernel cuts the rest. */
const threadName = "outlines";

export interface OutlineThread {
  /** Resolves when the grammar is there; rejects when it cannot be loaded or the thread ends. */
  load(name: LanguageName): Promise<void>;
  /**
   * The outline of code whose grammar is loaded. Undefined: no answer within the deadline, or the parser trapped; the thread is
   * being ended. Ask one at a time: the deadline runs from here. Rejects when the thread was closed.
   */
  outline(question: OutlineQuestion): Promise<string | null | undefined>;
  close(): Promise<void>;
}

export interface OutlineThreadOptions {
  readonly folder: string;
  /** Milliseconds that an outline may take. */
  readonly deadline: number;
  /** Called once when the thread has ended by itself or by a missed deadline, not by `close`. */
  readonly lost: () => void;
}

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread for the parser. Hostile code can make tree-sitter trap, or take gigabytes and minutes (`//*` as Python, again and again): a thread
 * can be ended and gives all of it back. Nobody sleeps for an answer: streams run in the caller's loop.
 */
export function startOutlineThread({ folder, deadline, lost }: OutlineThreadOptions): OutlineThread {
  const workerData: OutlineWorkerData = { folder };
  const worker = new Worker(new URL("./outline-worker.ts", import.meta.url), { name: threadName, workerData });
  const loading = new Map<LanguageName, Waiting<void>>();
  /** In the order they were asked, which is the order of the answers. */
  const asked: Waiting<string | null | undefined>[] = [];
  let open = true;

  worker.on("message", (answer: OutlineAnswer) => {
    // What was on its way when the thread was ended; its end must be waited for, so nothing may rest either.
    if (!open) return;
    if ("outline" in answer) asked.shift()?.resolve(answer.outline);
    else if (answer.failure === null) loading.get(answer.name)?.resolve();
    else loading.get(answer.name)?.reject(new Error(answer.failure));
    if ("name" in answer) loading.delete(answer.name);
    rest();
  });
  worker.on("error", (error) => end(true, error));
  worker.on("exit", () => end(true));
  // Behind the listeners: one for messages makes the thread keep the process alive.
  rest();

  /** Only somebody who waits keeps the process alive. */
  function rest(): void {
    if (loading.size + asked.length === 0) worker.unref();
  }

  function end(unwanted: boolean, cause?: unknown): void {
    if (!open) return;
    open = false;
    const ended = new Error("the outline thread ended", { cause });
    for (const each of loading.values()) each.reject(ended);
    loading.clear();
    for (const each of asked.splice(0)) {
      if (unwanted) each.resolve(undefined);
      else each.reject(ended);
    }
    if (unwanted) lost();
  }

  function call(message: OutlineCall): void {
    worker.ref();
    worker.postMessage(message);
  }

  /** Ends the thread where the answer is not even among the messages that arrived while this thread was busy. */
  function watch(one: Waiting<string | null | undefined>): NodeJS.Timeout {
    return setTimeout(() => {
      setImmediate(() => {
        if (!asked.includes(one)) return;
        void worker.terminate();
        end(true);
      });
    }, deadline);
  }

  return {
    load(name) {
      if (!open) return Promise.reject(new Error("the outline thread ended"));
      return new Promise((resolve, reject) => {
        loading.set(name, { resolve, reject });
        call({ load: name });
      });
    },
    async outline(question) {
      if (!open) return undefined;
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<string | null | undefined>((resolve, reject) => {
          const one = { resolve, reject };
          asked.push(one);
          timer = watch(one);
          call({ outline: question });
        });
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      end(false);
      await worker.terminate();
    },
  };
}
