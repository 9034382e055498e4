import { connectTo, rawHead } from "./raw-client.ts";
import { until } from "./until.ts";

export interface Streams {
  allStarted(): Promise<void>;
  /** How many of them still bring events. */
  stillRunning(): Promise<number>;
  close(): Promise<void>;
}

/** Clients that read endless streams through the proxy, before `startUpstreamProcess`; each sends its own body. */
export async function startStreams(port: number, count: number, bodyOf = (_: number) => "{}"): Promise<Streams> {
  const bytes = new Array<number>(count).fill(0);
  const clients = await Promise.all(
    bytes.map(async (_, index) => {
      const client = await connectTo(port);
      client.on("data", (chunk: Buffer) => {
        bytes[index] = (bytes[index] ?? 0) + chunk.length;
      });
      const body = bodyOf(index);
      const length = `Content-Length: ${Buffer.byteLength(body)}`;
      client.write(rawHead(port, [length], "POST /v1/messages?events=1000000 HTTP/1.1") + body);
      return client;
    }),
  );
  return {
    allStarted: async () => void (await until(() => bytes.every((read) => read > 200), "all streams run", 20_000)),
    async stillRunning() {
      const before = [...bytes];
      await new Promise((resolve) => setTimeout(resolve, 300));
      return bytes.filter((read, index) => read > (before[index] ?? 0)).length;
    },
    async close() {
      for (const client of clients) client.destroy();
    },
  };
}
