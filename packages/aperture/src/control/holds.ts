import { ApertureError, type Hold } from "@aperture/sdk";
import type { Store } from "../store/contract.ts";
import { idOf } from "./look-up/ids.ts";

/** Holds that have ended and are still told of. */
const ENDED_KEPT = 50;

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
  /** Called by the request that is held: how it goes on. Rejects with the signal's reason when the client leaves. */
  wait(session: number, turn: number, signal: AbortSignal): Promise<"send" | "drop">;
}

interface Entry {
  readonly id: string;
  readonly session: number;
  readonly timeout: number;
  state: Hold["state"];
  turn: number | null;
  until: number | null;
  end: ((action: "send" | "drop", state: Hold["state"]) => void) | null;
}

/** Requests that wait for somebody. In memory: they end with the process, as their connections do. */
export function createHolds({ store, now }: { store: Store; now: () => number }): HoldBook {
  const entries: Entry[] = [];
  let next = 1;

  const view = (entry: Entry): Hold => ({
    id: entry.id,
    sessionId: idOf("session", entry.session),
    state: entry.state,
    timeout: entry.timeout,
    until: entry.until === null ? null : new Date(entry.until).toISOString(),
    turnId: entry.turn === null ? null : idOf("turn", entry.turn),
  });
  const armed = (session: number): Entry | undefined =>
    entries.find((entry) => entry.session === session && entry.state === "armed");
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
  };

  return {
    arm(session, timeout) {
      const known = armed(session);
      if (known) return view(known);
      const entry: Entry = {
        id: `hold-${next++}`,
        session,
        timeout,
        state: "armed",
        turn: null,
        until: null,
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
    wait(session, turn, signal) {
      const entry = armed(session);
      if (!entry) return Promise.resolve("send");
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
          ended(entry, state);
          resolve(action);
        };
        entry.state = "held";
        entry.turn = turn;
        entry.until = now() + entry.timeout;
        if (signal.aborted) return left();
        signal.addEventListener("abort", left, { once: true });
        tell(() =>
          store.events.append("request-held", {
            sessionId: idOf("session", session),
            hold: entry.id,
            turnId: idOf("turn", turn),
            until: new Date(entry.until!).toISOString(),
          }),
        );
      });
    },
  };
}
