import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export type Answer = (response: ServerResponse, file: Buffer | null) => void;

export interface FolderServer {
  readonly address: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** Answers for one path, or for all (`*`), instead of the file. */
  readonly answers: Map<string, Answer>;
  close(): Promise<void>;
}

/** A plain web server over a folder, on a port of its own, that can be made to misbehave. */
export async function serveFolder(folder: string): Promise<FolderServer> {
  const asked: string[] = [];
  const answers = new Map<string, Answer>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://here").pathname).slice(1);
    asked.push(path);
    const file = join(folder, path);
    const bytes = existsSync(file) && statSync(file).isFile() ? readFileSync(file) : null;
    const answer = answers.get(path) ?? answers.get("*");
    if (answer) answer(response, bytes);
    else if (bytes) response.end(bytes);
    else response.writeHead(404).end("there is no such file");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
