/** `stale`: what is on the screen may be old. `refused`: the gate asks for a token. */
export type ConnectionState = "connecting" | "live" | "stale" | "refused";
export type ConnectionInput = "hello" | "closed" | "denied";

/** Only a `hello` makes the page live again; a refusal stands until the server says hello, whatever closes meanwhile. */
export const transitions: Record<ConnectionState, Record<ConnectionInput, ConnectionState>> = {
  connecting: { hello: "live", closed: "stale", denied: "refused" },
  live: { hello: "live", closed: "stale", denied: "refused" },
  stale: { hello: "live", closed: "stale", denied: "refused" },
  refused: { hello: "live", closed: "refused", denied: "refused" },
};
