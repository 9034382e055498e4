import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ApertureError } from "@aperture/sdk";
import type { FailureCode } from "./exchange.ts";

/** RFC 9457, with the member in which the providers' SDKs look for a message, so that the agent can show it. */
function problemOf(error: ApertureError): string {
  return JSON.stringify({
    type: `urn:aperture:error:${error.code}`,
    title: STATUS_CODES[error.status] ?? "Error",
    status: error.status,
    code: error.code,
    detail: error.message,
    error: { type: error.code, code: error.code, message: error.message },
  });
}

/** What somebody has decided stays so at the next try: the agent's user has to know of it instead. */
const final: readonly ApertureError["code"][] = [
  "request_dropped",
  "budget_exceeded",
  "redaction_impossible",
  "bypass_refused",
];

const headersFor = (body: string, { code }: ApertureError): [string, string][] => [
  ["Content-Type", "application/problem+json"],
  ["Content-Length", String(Buffer.byteLength(body))],
  ["Cache-Control", "no-store"],
  // The SDKs of Anthropic and OpenAI try a 503 twice more unless they are told (measured: anthropic 1.12, openai 7.57).
  ...(final.includes(code) ? ([["x-should-retry", "false"]] satisfies [string, string][]) : []),
];

/** Anything thrown as an error of the catalogue. What is not ours to name is `proxy_failed`: 503, never 400 (agents.md trap 6). */
export function toApertureError(error: unknown): ApertureError {
  if (ApertureError.is(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ApertureError("proxy_failed", { reason }, { cause: error });
}

const failureCodes: Partial<Record<ApertureError["code"], FailureCode>> = {
  upstream_unreachable: "upstream_unreachable",
  upstream_loop: "upstream_unreachable",
  upstream_unknown: "upstream_unreachable",
  upstream_reset: "upstream_reset",
  upstream_timeout: "upstream_timeout",
};

/** How an exchange is told of an error. */
export const failureCodeOf = (error: ApertureError): FailureCode => failureCodes[error.code] ?? "proxy_failed";

/** Ends an answer that has begun the way its upstream ended: a cut is seen, a clean end would be believed. */
function cutAnswer(response: ServerResponse, error: ApertureError): void {
  // Gemini CLI 0.61 tries again after ECONNRESET and gives up after an early FIN: it must get the one that came.
  const isReset = error.code === "upstream_reset" && error.facts.reason === "ECONNRESET";
  if (isReset) response.socket?.resetAndDestroy();
  response.destroy();
}

/** Answers with problem+json; where the answer has begun, cuts the connection. */
export function answerProblem(response: ServerResponse, error: ApertureError, close = false): void {
  if (response.headersSent) {
    cutAnswer(response, error);
    return;
  }
  const body = problemOf(error);
  if (close) response.setHeader("Connection", "close");
  response.writeHead(error.status, Object.fromEntries(headersFor(body, error)));
  response.end(body);
}

/** The same on a bare socket (upgrade requests have no response object), which is closed behind it. */
export function answerProblemRaw(socket: Duplex, error: ApertureError, headers: readonly [string, string][]): void {
  const body = problemOf(error);
  const lines = [...headersFor(body, error), ...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on("error", () => {});
  // Read on for a moment: closed with bytes unread, the connection is reset and the answer lost.
  setTimeout(() => socket.destroy(), 500).unref();
  socket.end(`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? "Error"}\r\n${lines.join("")}\r\n${body}`);
}
