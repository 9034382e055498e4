import { type Agent, request } from "node:http";

export interface Pace {
  readonly thinkMs: number;
  readonly eventMs: number;
}

export interface Shot {
  readonly port: number;
  readonly agent: Agent;
  readonly body: Buffer;
  readonly sessionId: string;
  readonly answer: "json" | "sse";
  readonly pace: Pace | null;
}

/** Milliseconds from the call; `eventDelays`: from the upstream's write of an event to its arrival here. */
export interface Timing {
  readonly first: number;
  readonly total: number;
  readonly eventDelays: readonly number[];
  /** Bytes of the body that came to the upstream, as it says. */
  readonly received: number;
}

/** Sends one request the way an agent does, reads the whole answer and times it. Throws on anything but a complete 200. */
export function send(shot: Shot): Promise<Timing> {
  return new Promise((resolve, reject) => {
    const delays: number[] = [];
    const start = performance.now();
    let first = 0;
    let tail = "";
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: shot.port,
        agent: shot.agent,
        method: "POST",
        path: "/v1/messages?beta=true",
        headers: headersOf(shot),
      },
      (answer) => {
        answer.on("data", (chunk: Buffer) => {
          if (first === 0) first = performance.now() - start;
          if (shot.pace) readStamps(chunk, delays);
          tail = chunk.length > 60 ? chunk.toString("latin1", chunk.length - 60) : tail + chunk.toString("latin1");
        });
        answer.on("end", () => {
          const total = performance.now() - start;
          const received = Number(answer.headers["x-bench-received"]);
          const complete = shot.answer === "json" ? tail.endsWith("}") : tail.includes("message_stop");
          if (answer.statusCode === 200 && complete) resolve({ first, total, eventDelays: delays, received });
          else reject(new Error(`port ${shot.port} answered ${answer.statusCode}, ending in: ${tail}`));
        });
        answer.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(shot.body);
  });
}

function headersOf(shot: Shot): Record<string, string | number> {
  return {
    "content-type": "application/json",
    "content-length": shot.body.length,
    "user-agent": "claude-cli/2.1.330 (external, cli)",
    "x-claude-code-session-id": shot.sessionId,
    "x-api-key": "sk-ant-bench",
    "anthropic-version": "2023-06-01",
    "x-bench-answer": shot.answer,
    ...(shot.pace ? { "x-bench-think": `${shot.pace.thinkMs},${shot.pace.eventMs}` } : {}),
  };
}

/** The upstream stamps every event with the machine's monotonic clock in µs (`@123@`). */
function readStamps(chunk: Buffer, delays: number[]): void {
  const now = Number(process.hrtime.bigint() / 1000n);
  for (const match of chunk.toString("latin1").matchAll(/@(\d+)@/g)) delays.push((now - Number(match[1])) / 1000);
}
