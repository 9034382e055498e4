import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before the scripted model and keeps its answers back when told to, so that a test can look at a running turn. */
export interface AnswerGate {
  readonly origin: string;
  /** Answers after this many are kept back until `open`. */
  closeAfter(answers: number): void;
  open(): void;
  stop(): Promise<void>;
}

export async function startAnswerGate(upstream: string): Promise<AnswerGate> {
  let limit = Number.POSITIVE_INFINITY;
  let asked = 0;
  let opened = Promise.withResolvers<void>();
  const server = createServer((incoming, outgoing) => {
    asked += 1;
    const pass = asked > limit ? opened.promise : Promise.resolve();
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? "/", upstream), { method: method ?? "GET", headers }, (answer) => {
      void pass.then(() => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    closeAfter(answers) {
      opened = Promise.withResolvers();
      limit = answers;
    },
    open() {
      limit = Number.POSITIVE_INFINITY;
      opened.resolve();
    },
    stop: async () => {
      opened.resolve();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
