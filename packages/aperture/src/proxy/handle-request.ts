import type { Socket } from "node:net";
import { ApertureError } from "@aperture/sdk";
import type { Config } from "../config/config.ts";
import type { ProxyCounters } from "./counters.ts";
import { credentialOf, targetWithoutSecrets } from "./credential-of.ts";
import { type BodyCopy, decodeBody } from "./decode-body.ts";
import type { ExchangeHead, ExchangeSink, Verdict } from "./exchange.ts";
import { forward } from "./forward.ts";
import { govern } from "./govern.ts";
import { type Timers, watchIdle } from "./idle-watch.ts";
import { maskSecrets } from "./mask-secrets.ts";
import { quietMoment } from "./quiet-moment.ts";
import { Recording } from "./recording.ts";
import { relayTo } from "./relay.ts";
import { RequestBody } from "./request-body.ts";
import { editedRequestHeaders, requestHeaders, sealedBy } from "./request-headers.ts";
import { restoreAnswer } from "./restore-answer.ts";
import { type Route, routeRequest } from "./route-request.ts";
import { safeHeaders } from "./safe-headers.ts";
import { settle } from "./settle.ts";
import type { UpstreamPool } from "./upstreams.ts";
import type { Visit } from "./visit.ts";

/** ms that the rest of an upload has to come when its request has failed already. */
const patience = 1_000;

export interface RequestContext {
  readonly config: Pick<Config, "upstreams" | "proxy">;
  readonly sink: ExchangeSink;
  readonly pool: UpstreamPool;
  readonly timers: Timers;
  readonly counters: ProxyCounters;
  /** Whether another user of this machine holds the connection's other end. Never rejects. */
  readonly isStranger: (socket: Socket) => Promise<boolean>;
}

/** The way of a request, top to bottom. Whatever it throws is answered in listen.ts. */
export async function handleRequest(visit: Visit, context: RequestContext): Promise<void> {
  const { request, signal } = visit;
  const route = routeRequest({
    method: request.method ?? "GET",
    target: request.url ?? "/",
    rawHeaders: request.rawHeaders,
  });
  const upstream = upstreamOf(route, context);
  const head = exchangeHead(visit, route, upstream);
  if (route.dialect !== null) await settle(head, context);
  signal.throwIfAborted();

  const recording = beginRecording(visit, head, context);
  const limit = context.config.proxy.idleTimeout;
  const idle = watchIdle({
    timers: context.timers,
    limit,
    onIdle: () => visit.end(new ApertureError("upstream_timeout", { host: upstream.host, seconds: limit / 1000 })),
  });
  const body = openBody(visit, recording, idle.touch, context);
  visit.phase = body === null ? "before-answer" : "uploading";
  let hurry = () => {};
  const relay = relayTo({ response: visit.response, recording, onProgress: idle.touch, onPause: idle.pause });
  try {
    const verdict = await govern(visit, {
      copyOf: () => copyOf(visit, context),
      isStranger: context.isStranger,
      onWaiting: idle.pause,
    });
    idle.touch();
    const { restorer } = verdict;
    const answer = restorer === null ? relay : restoreAnswer(relay, restorer, context.counters.failOpen);
    await forward({
      pool: context.pool,
      origin: upstream.origin,
      path: upstream.pathname.replace(/\/$/, "") + route.target,
      method: request.method ?? "GET",
      headers: headersFor(request.rawHeaders, verdict),
      body: verdict.body ?? body,
      signal,
      answer: {
        ...answer,
        head(status, statusText, rawHeaders) {
          visit.phase = "answering";
          answer.head(status, statusText, rawHeaders);
          // Behind the first bytes, which leave in this turn of the event loop.
          setImmediate(() => hurry());
        },
      },
      onSent() {
        if (visit.phase === "uploading") visit.phase = "before-answer";
        if (!recording.active || !recording.wantsBody) return;
        const quiet = quietMoment(context.timers);
        hurry = quiet.hurry;
        recording.body(quiet.come.then(() => copyOf(visit, context)));
      },
    });
  } catch (error) {
    // It did not get through, but whoever records can tell which request it was that failed.
    if (visit.body !== null && recording.wantsBody) recording.body(lateCopyOf(visit.body, visit, context));
    throw error;
  } finally {
    idle.stop();
    hurry();
  }
  recording.end();
}

/** Edited bodies have another length; an answer that is restored on its way must be readable. */
function headersFor(rawHeaders: readonly string[], { body, restorer }: Verdict): string[] {
  if (body === null && restorer === null) return requestHeaders(rawHeaders);
  return editedRequestHeaders(rawHeaders, { length: body?.length ?? null, plainAnswer: restorer !== null });
}

function upstreamOf(route: Route, { config }: RequestContext): URL {
  if (route.provider !== null) return new URL(config.upstreams[route.provider]);
  throw new ApertureError("upstream_unknown", { path: route.target.split("?", 1)[0] ?? "/" });
}

function exchangeHead({ request }: Visit, route: Route, upstream: URL): ExchangeHead {
  return {
    at: Date.now(),
    method: request.method ?? "GET",
    target: targetWithoutSecrets(route.target),
    dialect: route.dialect,
    counts: route.counts,
    tag: route.tag,
    tagSource: route.tagSource,
    headers: safeHeaders(request.rawHeaders),
    credential: credentialOf(request.rawHeaders, route.target),
    mask: maskSecrets(request.rawHeaders, route.target),
    upstreamHost: upstream.host,
    bypass: route.bypass,
    sealed: sealedBy(request.rawHeaders),
  };
}

function beginRecording(visit: Visit, head: ExchangeHead, { sink, counters }: RequestContext): Recording {
  try {
    visit.recording = new Recording(sink.begin(head), counters.failOpen);
  } catch (error) {
    counters.failOpen(error);
    visit.recording = new Recording(null, counters.failOpen);
  }
  return visit.recording;
}

/** Null where the request has no body (RFC 9112 §6.3: neither Content-Length nor Transfer-Encoding). */
function openBody(visit: Visit, recording: Recording, onProgress: () => void, { config }: RequestContext) {
  const { headers } = visit.request;
  if (headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0) return null;
  visit.body = new RequestBody(visit.request, { keep: recording.active ? config.proxy.maxBody : 0, onProgress });
  return visit.body;
}

/** What the recorder reads: decoded in the thread pool where it is compressed. */
async function copyOf(visit: Visit, { config, counters }: RequestContext): Promise<BodyCopy> {
  const copy = visit.body?.copy() ?? { bytes: new Uint8Array(), reason: null };
  const encoding = visit.request.headers["content-encoding"];
  const readable = copy.bytes !== null && encoding !== undefined;
  const told = readable ? await decodeBody(copy.bytes, encoding, config.proxy.maxBody) : copy;
  if (told.bytes === null && visit.body?.complete) counters.opaque += 1;
  return told;
}

/** The copy of a request that failed, often before its last bytes had been read: those are waited for, a moment. */
async function lateCopyOf(body: RequestBody, visit: Visit, context: RequestContext): Promise<BodyCopy> {
  const { timers } = context;
  let handle: unknown;
  const late = new Promise<void>((resolve) => {
    handle = timers.setTimeout(resolve, patience);
  });
  await Promise.race([body.ended, late]);
  timers.clearTimeout(handle);
  return copyOf(visit, context);
}
