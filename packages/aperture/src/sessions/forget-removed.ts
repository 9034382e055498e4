import type { EventLog } from "../store/contract.ts";
import type { Recorder } from "./recorder.ts";

/** A session that was removed is another one when it speaks again. Returns the function that ends it. */
export const forgetRemoved = (events: Pick<EventLog, "subscribe">, recorder: Pick<Recorder, "forget">): (() => void) =>
  events.subscribe((event) => {
    if (event.type === "session-removed") recorder.forget(Number(event.data.sessionId.replace("session-", "")));
  });
