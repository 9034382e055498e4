import type { Readable } from "node:stream";
import { ApertureError } from "@aperture/sdk";
import type { Dispatcher } from "undici";
import type { UpstreamPool } from "./upstreams.ts";

/** Receives an answer as it comes. A throw ends the call. */
export interface AnswerSink {
  head(status: number, statusText: string, rawHeaders: readonly string[]): void;
  /** False: no more until `resume` is called. */
  chunk(bytes: Buffer, resume: () => void): boolean;
  end(rawTrailers: readonly string[]): void;
}

export interface UpstreamCall {
  readonly pool: UpstreamPool;
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  /** Names and values in turn; the order and casing they leave in. */
  readonly headers: string[];
  readonly body: Readable | Uint8Array | null;
  /** Its reason is what the call rejects with. The upstream's connection is closed at once. */
  readonly signal: AbortSignal;
  readonly answer: AnswerSink;
  /** After the body's last byte was handed to the connection. */
  readonly onSent: () => void;
}

/** HTTP's octets as characters, the way node:http reads and writes them. */
const decodeRaw = (raw: readonly (Buffer | string)[]): string[] =>
  raw.map((part) => (typeof part === "string" ? part : part.toString("latin1")));

const isRaw = (headers: unknown): headers is (Buffer | string)[] => Array.isArray(headers);

/** A short reason without addresses of sockets: `ECONNREFUSED`, `certificate has expired`. */
function reasonOf(error: Error): string {
  const { code, cause } = error as Error & { code?: unknown };
  const inner = cause instanceof Error ? `: ${cause.message}` : "";
  return typeof code === "string" && !code.startsWith("UND_ERR") ? code : `${error.message}${inner}`;
}

/**
 * One call to a provider on undici's lowest level: raw headers, no decoding, no redirects, no retries. Resolves when the
 * answer's last byte was passed on; rejects with the signal's reason, `upstream_unreachable` (nothing was sent),
 * `upstream_loop` or `upstream_reset`.
 */
export function forward(call: UpstreamCall): Promise<void> {
  const { pool, signal, answer } = call;
  const host = new URL(call.origin).host;
  return new Promise<void>((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null;
    let failure: Error | null = null;

    const abort = () => {
      // Rejected first: aborting reports an error of the upstream's, synchronously.
      reject(signal.reason as Error);
      // Before a connection stands there is nothing to close; onRequestStart looks at the signal again.
      controller?.abort(signal.reason as Error);
    };
    const settle = (error: Error | null) => {
      signal.removeEventListener("abort", abort);
      if (error === null) resolve();
      else reject(error);
    };
    /** Whatever our own side throws is ours, not the upstream's. */
    const guard = (work: () => void) => {
      try {
        work();
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        throw failure;
      }
    };

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        if (signal.aborted) started.abort(signal.reason as Error);
      },
      onRequestSent: call.onSent,
      onResponseStart(started, status, _headers, statusText) {
        // 1xx are for us, who sent no Expect: 103 is a hint that a client can live without (RFC 9110 §15.2).
        if (status < 200) return;
        guard(() =>
          answer.head(status, statusText ?? "", isRaw(started.rawHeaders) ? decodeRaw(started.rawHeaders) : []),
        );
      },
      onResponseData(started, chunk) {
        guard(() => {
          if (!answer.chunk(chunk, () => started.resume())) started.pause();
        });
      },
      onResponseEnd(started) {
        if (pool.isResetting()) {
          settle(new ApertureError("upstream_reset", { host, reason: "ECONNRESET" }));
          return;
        }
        guard(() => answer.end(isRaw(started.rawTrailers) ? decodeRaw(started.rawTrailers) : []));
        settle(null);
      },
      onResponseError(_started, error) {
        if (failure !== null || ApertureError.is(error)) return settle(failure ?? error);
        const code = controller === null ? "upstream_unreachable" : "upstream_reset";
        settle(new ApertureError(code, { host, reason: reasonOf(error) }, { cause: error }));
      },
    };

    if (signal.aborted) return reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    pool.dispatcher.dispatch(
      {
        origin: call.origin,
        path: call.path,
        method: call.method as Dispatcher.HttpMethod,
        headers: call.headers,
        // undici takes any async iterable of bytes; its types name only Readable.
        body: call.body as Dispatcher.DispatchOptions["body"],
      } as Dispatcher.DispatchOptions,
      handler,
    );
  });
}
