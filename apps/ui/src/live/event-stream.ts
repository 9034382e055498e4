import type { ApertureClient } from "@aperture/sdk";
import type { EventSocket } from "./connection.svelte.ts";

/**
 * The event log over fetch, with the face of a socket. A browser's WebSocket can carry no Authorization header, and a token
 * must never stand in a URL: a page that has a token reads its events this way.
 */
export function openEventStream(client: Pick<ApertureClient, "events">, since: number | undefined): EventSocket {
  const end = new AbortController();
  const socket: EventSocket = { onmessage: null, onclose: null, close: () => end.abort() };
  void follow(client.events({ signal: end.signal, ...(since === undefined ? {} : { since }) }), socket);
  return socket;
}

async function follow(frames: AsyncIterable<unknown>, socket: EventSocket): Promise<void> {
  try {
    for await (const frame of frames) socket.onmessage?.(new MessageEvent("message", { data: JSON.stringify(frame) }));
  } catch {
    // Refused, broken off or closed by us: the connection asks health for the reason, as it does for a WebSocket.
  }
  socket.onclose?.(new CloseEvent("close"));
}
