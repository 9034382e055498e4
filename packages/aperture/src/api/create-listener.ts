import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ApertureError } from "@aperture/sdk";
import { getRequestListener, RequestError } from "@hono/node-server";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { EventSockets } from "./events/web-socket.ts";
import type { Guard } from "./guard.ts";
import { readSince } from "./read-since.ts";
import { eventsPath, placeOf } from "./routes/events.ts";
import { shown } from "./routes/page.ts";
import type { ApiServices } from "./services.ts";
import { problemResponse, problemType, toProblem } from "./to-problem.ts";

const serverOptions = {
  insecureHTTPParser: false,
  // The gate answers for a missing Host, as for any other wrong one.
  requireHostHeader: false,
  maxHeaderSize: 16 * 1024,
  keepAliveTimeout: 5_000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Other upgrades (h2c) may be ignored (RFC 9110 §7.8).
  shouldUpgradeCallback: (incoming: IncomingMessage) => /\bwebsocket\b/i.test(incoming.headers.upgrade ?? ""),
};

/** A server of :5401. Request, upgrade, connect and checkContinue all pass the guard before anything is routed or read. */
export function createListener(options: {
  app: OpenAPIHono;
  services: ApiServices;
  guard: Guard;
  sockets: EventSockets;
}): Server {
  const { app, services, guard, sockets } = options;
  const route = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    // Before routing: a target that makes no URL (a backslash in the path). Behind it, routes answer for themselves.
    errorHandler(error) {
      if (!(error instanceof RequestError)) services.failed(error);
      const told = error instanceof RequestError ? new ApertureError("request_malformed") : error;
      const problem = toProblem(told);
      services.audit.refused(problem.code, problem.status);
      return problemResponse(problem, { "x-content-type-options": "nosniff" });
    },
  });

  function refuseMethod(socket: Duplex): void {
    services.audit.refused("method_not_allowed", 405);
    socket.destroy();
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse, expects: boolean): Promise<void> {
    if (incoming.method === "TRACE") return refuseMethod(incoming.socket);
    const refusal = await guard.refusalOf(incoming);
    if (refusal) return refuse(incoming, outgoing, refusal);
    if (expects) outgoing.writeContinue();
    await route(incoming, outgoing);
  }

  async function upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    const refusal = await guard.refusalOf(incoming);
    if (refusal) return refuseRaw(socket, refusal);
    const url = new URL(incoming.url ?? "/", "http://localhost");
    if (url.pathname !== eventsPath)
      return refuseRaw(socket, new ApertureError("route_unknown", { path: shown(url.pathname) }));
    const { valid } = services.tokens.check(incoming.headers.authorization);
    if (!valid && services.config.auth === "required") {
      services.audit.refused("token_required", 401);
      return refuseRaw(socket, new ApertureError("token_required"));
    }
    const since = readSince(url.searchParams);
    if (since === null)
      return refuseRaw(
        socket,
        new ApertureError("invalid_input", { detail: "since: must be a whole number", parameter: "since" }),
      );
    const lastEventId = incoming.headers["last-event-id"];
    sockets.accept(incoming, socket, head, placeOf(String(lastEventId ?? ""), since));
  }

  const guarded = (work: Promise<void>, stream: { destroy(): unknown }): void => {
    work.catch((error: unknown) => {
      services.failed(error);
      stream.destroy();
    });
  };
  return createServer(serverOptions)
    .on("connection", (socket) => guard.connected(socket))
    .on("request", (incoming, outgoing) => guarded(serve(incoming, outgoing, false), outgoing))
    .on("checkContinue", (incoming, outgoing) => guarded(serve(incoming, outgoing, true), outgoing))
    .on("upgrade", (incoming, socket, head) => guarded(upgrade(incoming, socket, head), socket))
    .on("connect", (_incoming, socket) => refuseMethod(socket))
    .on("clientError", (error: NodeJS.ErrnoException, socket) => {
      // A reset or a client that just stopped is nobody's attack; what the parser refuses may be one.
      if (!error.code?.startsWith("HPE_") || !socket.writable) return void socket.destroy();
      const malformed = new ApertureError("request_malformed");
      services.audit.refused(malformed.code, malformed.status);
      refuseRaw(socket, malformed);
    });
}

function refuse(incoming: IncomingMessage, outgoing: ServerResponse, error: ApertureError): void {
  const body = JSON.stringify(toProblem(error));
  // Whatever it was sending is not for us; read on for a moment, or the reset would overtake the answer.
  incoming.resume();
  outgoing.once("finish", () => setTimeout(() => incoming.socket.destroy(), 500).unref());
  outgoing.writeHead(error.status, { ...refusalHeaders(error), "content-length": Buffer.byteLength(body) });
  outgoing.end(incoming.method === "HEAD" ? undefined : body);
}

function refuseRaw(socket: Duplex, error: ApertureError): void {
  const body = JSON.stringify(toProblem(error));
  const lines = Object.entries({ ...refusalHeaders(error), "content-length": String(Buffer.byteLength(body)) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.on("error", () => {});
  socket.end(`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? "Error"}\r\n${head}\r\n${body}`);
  setTimeout(() => socket.destroy(), 500).unref();
}

const refusalHeaders = (error: ApertureError): Record<string, string> => ({
  "content-type": problemType,
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  connection: "close",
  ...(error.status === 401 ? { "www-authenticate": 'Bearer realm="aperture"' } : {}),
});
