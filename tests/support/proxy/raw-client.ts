import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** An HTTP answer as the bytes of a connection, with the way that connection ended. */
export interface RawAnswer {
  readonly status: number;
  /** Status line and header lines. */
  readonly lines: readonly string[];
  /** Bytes behind the headers, still framed. */
  readonly body: Buffer;
  readonly ended: "fin" | "reset" | "timeout";
}

/** A connected client socket that never raises. */
export async function connectTo(port: number, host = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ port, host, noDelay: true });
  await once(socket, "connect");
  socket.on("error", () => {});
  return socket;
}

/** Everything that comes until the connection ends, or for `patience` ms. */
export function readAnswer(socket: Socket, patience = 5_000): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const finish = (ended: RawAnswer["ended"]) => {
      clearTimeout(timer);
      socket.destroy();
      const bytes = Buffer.concat(chunks);
      const split = bytes.indexOf("\r\n\r\n");
      const head = split < 0 ? "" : bytes.subarray(0, split).toString("latin1");
      const lines = head.split("\r\n");
      const status = Number(lines[0]?.split(" ")[1] ?? 0);
      resolve({ status, lines, body: split < 0 ? bytes : bytes.subarray(split + 4), ended });
    };
    const timer = setTimeout(() => finish("timeout"), patience);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.once("end", () => finish("fin"));
    socket.once("error", () => finish("reset"));
    socket.once("close", (hadError) => finish(hadError ? "reset" : "fin"));
  });
}

/** Sends bytes on a connection of their own and reads until it ends. */
export async function sendRaw(port: number, text: string | Buffer, patience?: number): Promise<RawAnswer> {
  const socket = await connectTo(port);
  socket.write(text);
  return readAnswer(socket, patience);
}

/** Request head of a POST to the proxy; `\r\n` is added to each line. */
export const rawHead = (port: number, lines: readonly string[], requestLine = "POST /v1/messages HTTP/1.1"): string =>
  `${[requestLine, `Host: 127.0.0.1:${port}`, ...lines].join("\r\n")}\r\n\r\n`;
