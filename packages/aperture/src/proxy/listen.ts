import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { ApertureError, type ErrorCode } from "@aperture/sdk";
import type { GateFacts, GateRefusal } from "../gate/gate-facts.ts";
import { ClientGone } from "./client-gone.ts";
import type { ProxyCounters } from "./counters.ts";
import { answerProblem, answerProblemRaw, failureCodeOf, toApertureError } from "./errors.ts";
import { Visit } from "./visit.ts";

/** The gate, with the event of a refusal behind it. */
export type ProxyGate = (facts: GateFacts) => GateRefusal | null;

/** The event of a refusal that is not the gate's. */
export type Refused = (code: ErrorCode, status: number) => void;

export interface ListenerOptions {
  readonly port: () => number;
  readonly gate: ProxyGate;
  readonly refused: Refused;
  readonly counters: ProxyCounters;
  readonly handle: (visit: Visit) => Promise<void>;
  /** Told of each visit while it lasts, so that a shutdown can wait for it or end it. */
  readonly visits: Set<Visit>;
  readonly isClosing: () => boolean;
  readonly onFailure: (error: ApertureError) => void;
}

/**
 * node's parser refuses what is ambiguous (Content-Length beside Transfer-Encoding, bad chunks, bare line feeds): that
 * request is malformed, which is the client's doing.
 */
const serverOptions = {
  insecureHTTPParser: false,
  // The gate answers for a missing Host, as for any other wrong one.
  requireHostHeader: false,
  maxHeaderSize: 64 * 1024,
  noDelay: true,
  keepAlive: true,
  keepAliveTimeout: 65_000,
  // Slow headers are an attack, slow bodies are uploads: those are the idle watch's.
  headersTimeout: 30_000,
  requestTimeout: 0,
  connectionsCheckingInterval: 5_000,
  // Other upgrades (h2c) may be ignored (RFC 9110 §7.8); WebSocket needs a 426 to fall back quickly.
  shouldUpgradeCallback: (request: IncomingMessage) => /\bwebsocket\b/i.test(request.headers.upgrade ?? ""),
};

/** A server in front of the proxy: from socket to request, through the gate, and the one catch (law 4). */
export function createListener(options: ListenerOptions): Server {
  const { gate, counters, visits } = options;

  const refusalOf = (request: IncomingMessage): ApertureError | null => {
    const refusal = gate({
      kind: "proxy",
      port: options.port(),
      method: request.method ?? "",
      target: request.url ?? "",
      rawHeaders: request.rawHeaders,
    });
    return refusal && new ApertureError(refusal.code, refusal.facts);
  };

  /** What a refused or failed request gets. The upstream is closed by then: its call listens to the visit's signal. */
  const conclude = (visit: Visit, thrown: unknown): void => {
    visit.body?.discard(thrown instanceof Error ? thrown : new Error(String(thrown)));
    if (thrown instanceof ClientGone) {
      counters.cancelled += 1;
      visit.recording?.fail("client_gone", thrown.phase);
      return;
    }
    const error = toApertureError(thrown);
    counters.failed += 1;
    options.onFailure(error);
    answerProblem(visit.response, error);
    visit.recording?.fail(failureCodeOf(error), error.message);
  };

  const noted = (code: ErrorCode): ApertureError => {
    const error = new ApertureError(code);
    options.refused(error.code, error.status);
    return error;
  };

  /** No agent asks for it; who does gets nothing, and is written down. */
  const refuseMethod = (socket: Duplex): void => {
    options.refused("method_not_allowed", 405);
    socket.destroy();
  };

  const refuseMalformed = (error: NodeJS.ErrnoException, socket: Duplex): void => {
    // More bytes of what was just refused.
    if (socket.writableEnded) return;
    const code = refusalByParser(error.code ?? "");
    const hasAnswer = [...visits].some(({ request, response }) => request.socket === socket && response.headersSent);
    // A reset or a client that just stopped is nobody's attack; what the parser refuses may be one.
    const refusal = code === null ? null : noted(code);
    if (refusal === null || hasAnswer || !socket.writable) socket.destroy();
    else answerProblemRaw(socket, refusal, [["Connection", "close"]]);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse, expects: boolean): Promise<void> => {
    if (request.method === "TRACE") return refuseMethod(request.socket);
    const refusal = refusalOf(request);
    if (refusal !== null) return answerProblem(response, refusal, true);
    if (hasUnknownCoding(request)) return answerProblem(response, noted("transfer_coding_refused"), true);
    if (options.isClosing()) return answerProblem(response, new ApertureError("shutting_down"), true);
    if (expects) response.writeContinue();
    counters.total += 1;
    counters.inFlight += 1;
    counters.lastAt = Date.now();
    const visit = new Visit(request, response);
    visits.add(visit);
    try {
      await options.handle(visit);
    } catch (error) {
      conclude(visit, error);
    } finally {
      visits.delete(visit);
      counters.inFlight -= 1;
    }
  };

  const refuseUpgrade = (request: IncomingMessage, socket: Duplex): void => {
    const refusal = refusalOf(request);
    if (refusal !== null) {
      answerProblemRaw(socket, refusal, [["Connection", "close"]]);
      return;
    }
    // RFC 9110 §15.5.22: a 426 names the protocol that is spoken, in Upgrade and in Connection.
    const headers: [string, string][] = [
      ["Upgrade", "HTTP/1.1"],
      ["Connection", "Upgrade, close"],
    ];
    answerProblemRaw(socket, new ApertureError("websocket_refused"), headers);
  };

  return createServer(serverOptions)
    .on("request", (request, response) => void serve(request, response, false))
    .on("checkContinue", (request, response) => void serve(request, response, true))
    .on("connect", (_request, socket) => refuseMethod(socket))
    .on("clientError", refuseMalformed)
    .on("upgrade", refuseUpgrade);
}

/** "gzip, chunked" is valid, but the coding is this connection's (RFC 9112 §6.1): sent on without it, the body is another. */
function hasUnknownCoding({ headers }: IncomingMessage): boolean {
  const coding = headers["transfer-encoding"];
  return coding !== undefined && coding.trim().toLowerCase() !== "chunked";
}

/** node's own names; null where the connection just ended. */
function refusalByParser(code: string): ErrorCode | null {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "headers_late";
  if (code === "HPE_HEADER_OVERFLOW") return "headers_too_large";
  // The client's early end is told as one, too.
  return code.startsWith("HPE_") && code !== "HPE_INVALID_EOF_STATE" ? "request_malformed" : null;
}
