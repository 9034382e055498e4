import type { IncomingMessage, ServerResponse } from "node:http";
import { ClientGone, type Phase } from "./client-gone.ts";
import type { Recording } from "./recording.ts";
import type { RequestBody } from "./request-body.ts";

/**
 * One request while it is here: how far it came and what must be told or closed when it ends early. `signal` is aborted
 * by whatever ends it: the client, the idle watch, a shutdown.
 */
export class Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  phase: Phase = "waiting";
  recording: Recording | null = null;
  body: RequestBody | null = null;
  readonly #ending = new AbortController();

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    // 'close' without 'finish': the connection went first, in whatever phase.
    response.once("close", () => {
      if (!response.writableFinished) this.end(new ClientGone(this.phase));
    });
    // A reset while writing is told by 'close' as well.
    response.on("error", () => {});
    request.on("error", () => {});
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Ends the visit from outside; the first reason stands. */
  end(reason: Error): void {
    if (!this.#ending.signal.aborted) this.#ending.abort(reason);
  }
}
