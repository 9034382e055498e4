import { createServer } from "node:net";

/** Below what Linux (32,768) and macOS (49,152) hand out by themselves: whoever asks for any port meanwhile gets none of these. */
const range = { first: 20_000, count: 12_000 } as const;

/** `count` different ports that nobody listens on just now. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count; tries++) {
    if (tries > 1_000) throw new Error("no free ports");
    const port = range.first + Math.floor(Math.random() * range.count);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
