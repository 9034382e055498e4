import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { ApiServices } from "../services.ts";
import { startFeed } from "./feed.ts";

/** Bytes that may wait in a socket before its feed pauses. */
const highWater = 1_048_576;
/** Nobody has to tell us anything: what is larger than this is an attack or a mistake (closed with 1009). */
const maxPayload = 4_096;

export interface EventSockets {
  accept(incoming: IncomingMessage, socket: Duplex, head: Buffer, since: number | undefined): void;
  close(): void;
}

/** The event log over WebSockets: one JSON text per frame. A reader that stays too slow is closed with 1013 ("try again later"). */
export function createEventSockets(services: ApiServices): EventSockets {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload, clientTracking: true });

  function serve(client: WebSocket, socket: Duplex, since: number | undefined): void {
    let alive = true;
    const gather = gatherWrites(socket);
    const feed = startFeed({
      log: services.store.events,
      since,
      sink: {
        send(frame) {
          gather();
          client.send(JSON.stringify(frame), () => {
            if (client.bufferedAmount < highWater / 2) feed.resume();
          });
          return client.bufferedAmount < highWater;
        },
        end(reason) {
          client.close(reason === "slow" ? 1013 : 1011, reason);
          // A peer that reads nothing will not read the close frame either.
          setTimeout(() => client.terminate(), 1_000).unref();
        },
      },
    });
    const heartbeat = setInterval(() => {
      if (!alive) return client.terminate();
      alive = false;
      client.ping();
    }, services.heartbeat);
    client.on("pong", () => {
      alive = true;
    });
    client.on("close", () => {
      feed.stop();
      clearInterval(heartbeat);
    });
    // ws closes the connection itself; unheard, the event would end the process.
    client.on("error", () => feed.stop());
  }

  return {
    accept(incoming, socket, head, since) {
      server.handleUpgrade(incoming, socket, head, (client) => serve(client, socket, since));
    },
    close() {
      for (const client of server.clients) {
        client.close(1001, "shutting down");
        setTimeout(() => client.terminate(), 500).unref();
      }
      server.close();
    },
  };
}

/** Frames of one commit leave in one write: a system call each would cost more than the frames. */
function gatherWrites(socket: Duplex): () => void {
  let gathering = false;
  return () => {
    if (gathering) return;
    gathering = true;
    socket.cork();
    process.nextTick(() => {
      gathering = false;
      socket.uncork();
    });
  };
}
