import { parentPort, workerData } from "node:worker_threads";
import type { FromThread, ToThread } from "../thread/messages.ts";
import { joinThreadClock } from "../thread/thread-clock.ts";
import { Guest } from "./guest.ts";

// The thread that all wasm plugins share. One message after the other, each to its end: there is nothing asynchronous here, so whatever the
// clock shows as running is running, and can be ended only with the thread.

const clock = joinThreadClock(workerData as SharedArrayBuffer);
const guests = new Map<number, Guest>();
const say = (message: FromThread) => parentPort!.postMessage(message);

parentPort!.on("message", (message: ToThread) => {
  const guest = guests.get(message.plugin);
  switch (message.do) {
    case "load":
      guests.set(message.plugin, new Guest(message, clock, say));
      return;
    case "unload":
      guests.delete(message.plugin);
      return;
    case "configure":
      guest?.configure(message);
      return;
    case "restore":
      guest?.restore(message.stored);
      return;
    case "abandon":
      guest?.abandon(message.call);
      return;
    default:
      guest?.run(message);
  }
});
