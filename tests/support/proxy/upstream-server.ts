import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Socket } from "node:net";

export interface Upstream {
  readonly origin: string;
  readonly port: number;
  /** Connections that stand now. */
  readonly sockets: ReadonlySet<Socket>;
  /** Connections since the start. */
  readonly accepted: () => number;
  close(): Promise<void>;
}

async function start(server: Server | ReturnType<typeof createNetServer>): Promise<Upstream> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    sockets,
    accepted: () => accepted,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A well-behaved HTTP upstream with a handler of the test's own. */
export function startUpstream(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Upstream> {
  return start(createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, handler));
}

/** An upstream that is only a socket: whatever HTTP it speaks, or does not, is the test's. */
export function startRawUpstream(onSocket: (socket: Socket) => void): Promise<Upstream> {
  return start(createNetServer(onSocket));
}

/** A raw upstream that waits for the end of the request's headers, once per connection. */
export function startRawAnswer(answer: (socket: Socket, requestHead: string) => void): Promise<Upstream> {
  return startRawUpstream((socket) => {
    let seen = "";
    const read = (bytes: Buffer) => {
      seen += bytes.toString("latin1");
      if (!seen.includes("\r\n\r\n")) return;
      socket.off("data", read).resume();
      answer(socket, seen);
    };
    socket.on("data", read);
  });
}
