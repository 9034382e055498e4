// The thread of one plugin. It starts before it is known whose it will be, takes one plugin, and ends with it.
import { parentPort, workerData } from "node:worker_threads";
import { joinCallClock } from "../call-clock.ts";
import type { FromWorker, ToWorker, WorkerSeed } from "../messages.ts";
import { bareGlobals } from "./bare-globals.ts";
import { createGuest, type Guest } from "./create-guest.ts";
import { importQuickjs } from "./load-quickjs.ts";

const port = parentPort;
if (port === null) throw new Error("this is a worker's entry");
const seed = workerData as WorkerSeed;
const { setTimeout, clearTimeout, setImmediate } = globalThis;
const clock = joinCallClock(seed.clock);
const send = (message: FromWorker): void => port.postMessage(message);
let guest: Promise<Guest> | undefined;
let ready: Guest | undefined;

const load = await importQuickjs();

port.on("message", (message: ToWorker) => {
  if (message.type === "stage") clock.wait(false);
  if (message.type === "boot") guest ??= boot(message);
  else if (ready) handle(ready, message);
  else void guest?.then((loaded) => handle(loaded, message));
});
send({ type: "ready" });

async function boot(message: Extract<ToWorker, { type: "boot" }>): Promise<Guest> {
  const loaded = await load(seed.quickjs, message.limits.memory);
  bareGlobals();
  ready = createGuest(message, { loaded, seed, clock, send, setTimeout, clearTimeout, setImmediate });
  ready.boot();
  return ready;
}

function handle(to: Guest, message: Exclude<ToWorker, { type: "boot" }>): void {
  if (message.type === "stage") to.stage(message);
  else if (message.type === "task") to.task(message);
  else if (message.type === "answer") to.answer(message);
  else if (message.type === "configure") to.configure(message.settings);
  else to.dispose(message);
}
