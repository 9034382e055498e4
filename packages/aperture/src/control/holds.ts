import { ApertureError, type Hold } from "@aperture/sdk";
import type { Store } from "../store/contract.ts";
import { createDroppedRequests } from "./dropped-requests.ts";
import { idOf } from "./look-up/ids.ts";

/** Holds that have ended and are still told of. */
const ENDED_KEPT = 50;

/** A request that was recorded and has not left. */
export interface HoldableRequest {
  readonly session: number;
  readonly lane: number;
  readonly turn: number;
  /** Titles and the like: they never take a hold. */
  readonly isSide: boolean;
  /** The same for the same request of the same client, whenever it comes. Asked only where a hold is about. */
  readonly identity: () => string;
}

export interface HoldBook {
  /** The session's next request waits, `timeout` ms at most; a hold that is armed already is the same one. */
  arm(session: number, timeout: number): Hold;
  /** Newest first. */
  list(session?: number): Hold[];
  /** Ends a held request's waiting. Throws `hold_ended` where none waits, `not_found` where there is no such hold. */
  release(id: string, action: "send" | "drop"): Hold;
  /** Takes an armed hold back; a held request is sent. */
  cancel(id: string): Hold;
  isArmed(session: number): boolean;
  /** Sessions of which no request leaves unseen: armed, held, or with a dropped request that may come again. */
  watched(): readonly number[];
  /** Whether `wait` has to be asked before this one leaves. */
  stops(request: HoldableRequest): boolean;
  /**
   * How a request goes on: it takes the armed hold, waits behind the held one of its lane, or is dropped again. Rejects with the
   * signal's reason when the client leaves.
   */
  wait(request: HoldableRequest, signal: AbortSignal): Promise<"send" | "drop">;
}

/** What a request in flight needs of it. */
export type HoldGate = Pick<HoldBook, "watched" | "stops" | "wait">;

interface Entry {
  readonly id: string;
  readonly session: number;
  readonly timeout: number;
  state: Hold["state"];
  /** The one that is held. */
  request: HoldableRequest | null;
  until: number | null;
  /** Later requests of the lane, told when it has ended. */
  readonly behind: Set<() => void>;
  end: ((action: "send" | "drop", state: Hold["state"]) => void) | null;
}

/** Requests that wait for somebody. In memory: they end with the process, as their connections do. */
export function createHolds({ store, now }: { store: Store; now: () => number }): HoldBook {
  const entries: Entry[] = [];
  const dropped = createDroppedRequests(now);
  let next = 1;

  const view = (entry: Entry): Hold => ({
    id: entry.id,
    sessionId: idOf("session", entry.session),
    state: entry.state,
    timeout: entry.timeout,
    until: entry.until === null ? null : new Date(entry.until).toISOString(),
    turnId: entry.request === null ? null : idOf("turn", entry.request.turn),
  });
  const armed = (session: number): Entry | undefined =>
    entries.find((entry) => entry.session === session && entry.state === "armed");
  const ahead = ({ session, lane }: HoldableRequest): Entry | undefined =>
    entries.find(({ state, request }) => state === "held" && request?.session === session && request.lane === lane);
  const toTake = ({ session, isSide }: HoldableRequest): Entry | undefined => (isSide ? undefined : armed(session));
  const find = (id: string): Entry => {
    const found = entries.find((entry) => entry.id === id);
    if (found) return found;
    const open = entries.find(({ state }) => state === "armed" || state === "held");
    throw new ApertureError("not_found", {
      what: "hold",
      id: id.slice(0, 100),
      hint: open ? `Open: ${open.id}` : "None is open",
    });
  };
  /** Telling is bookkeeping: a store in trouble must not keep a request waiting. */
  const tell = (append: () => void): void => {
    try {
      append();
    } catch {
      // The state itself is right: GET /holds shows it.
    }
  };
  const ended = (entry: Entry, state: Hold["state"]): void => {
    entry.state = state;
    entry.until = null;
    entry.end = null;
    tell(() => store.events.append("hold-ended", { sessionId: idOf("session", entry.session), hold: entry.id, state }));
    while (entries.length > ENDED_KEPT && !["armed", "held"].includes(entries.at(-1)!.state)) entries.pop();
    for (const goOn of entry.behind) goOn();
    entry.behind.clear();
  };

  function hold(entry: Entry, request: HoldableRequest, signal: AbortSignal): Promise<"send" | "drop"> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => entry.end?.("send", "timed-out"), entry.timeout);
      const left = (): void => {
        clearTimeout(timer);
        ended(entry, "dropped");
        reject(signal.reason as Error);
      };
      entry.end = (action, state) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", left);
        if (action === "drop") dropped.add(request.identity(), request.session);
        ended(entry, state);
        resolve(action);
      };
      entry.state = "held";
      entry.request = request;
      entry.until = now() + entry.timeout;
      if (signal.aborted) return left();
      signal.addEventListener("abort", left, { once: true });
      tell(() =>
        store.events.append("request-held", {
          sessionId: idOf("session", request.session),
          hold: entry.id,
          turnId: idOf("turn", request.turn),
          until: new Date(entry.until!).toISOString(),
        }),
      );
    });
  }

  function standBehind(entry: Entry, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const left = (): void => {
        entry.behind.delete(goOn);
        reject(signal.reason as Error);
      };
      const goOn = (): void => {
        signal.removeEventListener("abort", left);
        resolve();
      };
      if (signal.aborted) return left();
      entry.behind.add(goOn);
      signal.addEventListener("abort", left, { once: true });
    });
  }

  return {
    arm(session, timeout) {
      const known = armed(session);
      if (known) return view(known);
      const entry: Entry = {
        id: `hold-${next++}`,
        session,
        timeout,
        state: "armed",
        request: null,
        until: null,
        behind: new Set(),
        end: null,
      };
      entries.unshift(entry);
      return view(entry);
    },
    list: (session) => entries.filter((entry) => session === undefined || entry.session === session).map(view),
    release(id, action) {
      const entry = find(id);
      if (!entry.end) throw new ApertureError("hold_ended", { id, state: entry.state });
      entry.end(action, action === "send" ? "sent" : "dropped");
      return view(entry);
    },
    cancel(id) {
      const entry = find(id);
      if (entry.end) entry.end("send", "sent");
      else if (entry.state === "armed") ended(entry, "sent");
      else throw new ApertureError("hold_ended", { id, state: entry.state });
      return view(entry);
    },
    isArmed: (session) => armed(session) !== undefined,
    watched: () => [
      ...entries.filter(({ state }) => state === "armed" || state === "held").map(({ session }) => session),
      ...dropped.sessions(),
    ],
    stops: (request) =>
      toTake(request) !== undefined ||
      ahead(request) !== undefined ||
      (dropped.sessions().length > 0 && dropped.isAgain(request.identity())),
    async wait(request, signal) {
      // Whoever stood behind a held one looks again: it may have been the one that was dropped, and another hold may be armed.
      for (;;) {
        if (dropped.sessions().length > 0 && dropped.isAgain(request.identity())) return "drop";
        const held = ahead(request);
        if (held) {
          await standBehind(held, signal);
          continue;
        }
        const entry = toTake(request);
        return entry ? hold(entry, request, signal) : "send";
      }
    },
  };
}
