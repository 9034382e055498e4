import { Worker } from "node:worker_threads";
import type { FromThread, ToThread } from "./messages.ts";
import { type CallName, pluginGone, pluginTrouble } from "./plugin-trouble.ts";
import { createThreadClock } from "./thread-clock.ts";
import { type CallWatch, type WatchedCall, watchCalls } from "./watch-calls.ts";

export type Done = Extract<FromThread, { say: "done" }>;
type Answer = Extract<ToThread, { do: "answer" }>;

/** A plugin's end of the thread. */
export interface ThreadClient {
  /** All that a new thread must be told of it. Called again when the thread had to be ended: nothing is there any more then. */
  readonly load: (number: number) => Extract<ToThread, { do: "load" }>;
  readonly name: string;
  /** Bytes; for the error. */
  readonly memory: number;
  /** Everything that says something on the way; `done` and `failed` settle calls instead, after `settled`. */
  readonly told: (message: FromThread) => void;
  /** It was ended: by its own fault. */
  readonly gone: (error: Error) => void;
}

export interface CallRequest extends CallName {
  /** Number of the client. */
  readonly client: number;
  readonly kind: WatchedCall["kind"];
  readonly startMs: number;
  readonly deadlineMs: number;
  /** Made when it is posted, and again when the thread was ended before its turn came. */
  readonly message: (call: number) => ToThread;
}

interface Waiting {
  readonly request: CallRequest;
  readonly watched: WatchedCall;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: Error) => void;
}

/** The one thread of all wasm plugins: there while at least one of them is. */
export interface WasmThread {
  join(client: ThreadClient): number;
  leave(client: number): void;
  /** Nothing of it is answered. */
  post(message: ToThread): void;
  /** Rejects with `plugin_timeout`, `plugin_failed`, `plugin_out_of_memory`, `plugin_bad_answer`, `plugin_gone`. */
  call(request: CallRequest): Promise<Done>;
  /** A host's answer, to a task that is still open. */
  answer(answer: Answer): void;
  /** Ends it; resolves when it, and those ended before, are gone. */
  close(): Promise<void>;
}

interface Running {
  readonly worker: Worker;
  readonly watch: CallWatch;
}

/** Replicas of lanes and copies of stores of all plugins; V8's own default would be gigabytes. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 } as const;

export function createWasmThread(): WasmThread {
  const clients = new Map<number, ThreadClient>();
  /** In the order they were made, which is that of their numbers. */
  const waiting = new Map<number, Waiting>();
  const ending = new Set<Promise<unknown>>();
  let running: Running | null = null;
  let clientCount = 0;
  let callCount = 0;

  function start(): Running {
    const clock = createThreadClock();
    const worker = new Worker(new URL("../worker/thread.ts", import.meta.url), {
      name: "wasm-plugins",
      workerData: clock.shared,
      resourceLimits,
      env: {},
      stdin: false,
    });
    const watch = watchCalls(clock, {
      overran: (call, limit) => {
        const { request } = waiting.get(call.number)!;
        endBy(call.plugin, call.number, pluginTrouble(request, "plugin_timeout", "", limit));
      },
      waitedTooLong: (call) => {
        const { request } = waiting.get(call.number)!;
        post({ do: "abandon", plugin: call.plugin, call: call.number });
        settle(call.number)?.reject(pluginTrouble(request, "plugin_timeout", "", call.deadlineMs));
      },
    });
    const mine: Running = { worker, watch };
    worker.on("message", (message: FromThread) => {
      if (running === mine) receive(message);
    });
    worker.on("error", (error) => {
      if (running === mine) broke(clock.running()?.call ?? 0, error);
    });
    worker.on("exit", () => {
      if (running === mine) broke(0, new Error("the thread ended"));
    });
    // Behind the listeners, which make it keep the process alive: only who waits for a call does that, by the watch's timer.
    worker.unref();
    return mine;
  }

  function thread(): Running {
    if (running) return running;
    running = start();
    for (const [number, client] of clients) running.worker.postMessage(client.load(number));
    return running;
  }

  function post(message: ToThread): void {
    running?.worker.postMessage(message);
  }

  function send(number: number, one: Waiting): void {
    const { worker, watch } = thread();
    watch.add(one.watched);
    worker.postMessage(one.request.message(number));
  }

  function settle(call: number): Waiting | undefined {
    const one = waiting.get(call);
    waiting.delete(call);
    running?.watch.remove(call);
    return one;
  }

  function receive(message: FromThread): void {
    const client = clients.get(message.plugin);
    if (!client) return;
    client.told(message);
    if (message.say === "ask" || message.say === "writes") {
      const watched = running?.watch.get(message.call);
      if (!watched) return;
      watched.hasBegun = true;
      if (message.say === "writes") watched.spentMs += message.guestMs;
    } else if (message.say === "done") settle(message.call)?.resolve(message);
    else if (message.say === "failed") {
      const one = settle(message.call);
      one?.reject(pluginTrouble(one.request, message.code, message.reason, client.memory));
    }
  }

  /** V8 gave up, for lack of heap or by a fault of its own. Who ran did it; where nobody can be named, all go. */
  function broke(call: number, error: Error): void {
    const one = waiting.get(call);
    const isFull = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    const code = isFull ? "plugin_out_of_memory" : "plugin_failed";
    if (one) {
      const memory = clients.get(one.request.client)?.memory ?? 0;
      endBy(one.request.client, call, pluginTrouble(one.request, code, error.message, memory));
      return;
    }
    for (const [number, client] of [...clients])
      endBy(number, 0, pluginTrouble({ plugin: client.name, stage: "start" }, "plugin_failed", error.message, 0));
  }

  /**
   * Ends the thread because of one client, which is out. The others lose what their instances had in memory and tasks under way, and are
   * loaded into a new thread; calls whose turn had not come go there.
   */
  function endBy(guilty: number, call: number, error: Error): void {
    const client = clients.get(guilty);
    clients.delete(guilty);
    end();
    settle(call)?.reject(error);
    for (const [number, one] of [...waiting]) {
      const isOthers = one.request.client !== guilty;
      if (isOthers && !(one.request.kind === "task" && one.watched.hasBegun)) continue;
      waiting.delete(number);
      one.reject(pluginGone(one.request.plugin));
    }
    client?.gone(error);
    if (clients.size > 0) thread();
    for (const [number, one] of waiting) send(number, one);
  }

  function end(): void {
    if (!running) return;
    const { worker, watch } = running;
    running = null;
    for (const call of watch.all()) watch.remove(call.number);
    const ended: Promise<unknown> = worker.terminate().finally(() => ending.delete(ended));
    ending.add(ended);
  }

  return {
    join(client) {
      const number = ++clientCount;
      clients.set(number, client);
      if (running) post(client.load(number));
      else thread();
      return number;
    },
    leave(client) {
      if (!clients.delete(client)) return;
      for (const [number, { request }] of [...waiting])
        if (request.client === client) settle(number)?.reject(pluginGone(request.plugin));
      if (clients.size === 0) end();
      else post({ do: "unload", plugin: client });
    },
    post,
    call(request) {
      if (!clients.has(request.client)) return Promise.reject(pluginGone(request.plugin));
      const number = ++callCount;
      const { kind, startMs, deadlineMs, client } = request;
      const watched: WatchedCall = {
        number,
        plugin: client,
        kind,
        startMs,
        deadlineMs,
        sentAt: performance.now(),
        spentMs: 0,
        hasBegun: false,
      };
      return new Promise((resolve, reject) => {
        const one = { request, watched, resolve, reject };
        waiting.set(number, one);
        send(number, one);
      });
    },
    answer(answer) {
      if (waiting.has(answer.call)) post(answer);
    },
    async close() {
      clients.clear();
      end();
      for (const [number, one] of [...waiting]) settle(number)?.reject(pluginGone(one.request.plugin));
      await Promise.all(ending);
    },
  };
}
