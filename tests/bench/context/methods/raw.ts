import { type Method, requestWith } from "./method.ts";

/** Everything as the agent sent it. */
export const raw: Method = {
  name: "raw",
  run: (session) => ({ requests: session.turns.map((_, turn) => requestWith(session, turn, new Map())) }),
};
