import type { AnswerRestorer } from "@aperture/engine/redaction/contract";
import type { ApertureError, DialectId } from "@aperture/sdk";
import type { Mask } from "./mask-secrets.ts";

/** What is known when a request's headers have come. Auth headers are not in here: they never leave the proxy. */
export interface ExchangeHead {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** Request target without the path tag, query included. */
  readonly target: string;
  /** Null where the endpoint is none that carries a conversation. */
  readonly dialect: DialectId | null;
  /** Dialect of a request that only asks how long a prompt is: it is not recorded, but edited like the prompt. */
  readonly counts: DialectId | null;
  /** `/s/<label>` path tag or x-aperture-session, whichever came. */
  readonly tag: string | null;
  readonly tagSource: "tag" | "header" | null;
  /** Lower-case request headers without secrets (no authorization, x-api-key, x-goog-api-key, cookie …). */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the credential, truncated; tells accounts apart without knowing them. */
  readonly credential: string;
  /** Takes the request's secrets out of what an upstream repeats of them. Holds them: not to be kept longer than the exchange. */
  readonly mask: Mask;
  readonly upstreamHost: string;
  /** `x-aperture-bypass`: nothing new is done to this request. */
  readonly bypass: boolean;
  /** Why not a byte of the body may change (a digest or a signature goes over it), or null. */
  readonly sealed: string | null;
}

/** What is to leave in place of what came. */
export interface Verdict {
  /** Null: the bytes as they came. */
  readonly body: Uint8Array | null;
  /** Turns placeholders in the answer back into what they stand for; null where there are none. */
  readonly restorer: ((contentType: string) => AnswerRestorer) | null;
  /** The request must not leave: it is answered with this. */
  readonly refusal: ApertureError | null;
}

export const asItCame: Verdict = { body: null, restorer: null, refusal: null };

export type FailureCode =
  | "upstream_unreachable"
  | "upstream_reset"
  | "upstream_timeout"
  | "client_gone"
  | "proxy_failed";

/**
 * The proxy's view of whoever records. Calls are synchronous, cheap and never throw into the proxy: bytes have already
 * been passed on when they are told of. One of `end` and `fail` is the last call.
 */
export interface Exchange {
  /** True where the body has to be understood before it may leave: `govern` is called in place of `body`. */
  readonly governed: boolean;
  /**
   * The whole body, before a byte of it was forwarded. Resolves with what leaves; what it has decided is stored by then.
   * `signal` ends with the client. Never rejects for a failure of ours: then the last good form leaves.
   */
  govern(bytes: Uint8Array | null, opaqueReason: string | null, signal: AbortSignal): Promise<Verdict>;
  /**
   * The whole body without its content encoding, or null with the reason why it is not read ("incomplete" where it never
   * came whole). Called once where `govern` was not, after the last byte was forwarded and before the last call; before `head` unless the
   * upstream answered during the upload.
   */
  body(bytes: Uint8Array | null, opaqueReason: string | null): void;
  head(status: number, headers: Readonly<Record<string, string>>): void;
  /** Answer bytes as they came (still compressed where the upstream compressed). */
  chunk(bytes: Uint8Array): void;
  end(): void;
  fail(code: FailureCode, message: string): void;
}

export interface ExchangeSink {
  /** Null: this exchange is not recorded. */
  begin(head: ExchangeHead): Exchange | null;
  /**
   * Resolves when bookkeeping of this conversation has caught up, at the latest after 20 ms; undefined when it already has,
   * or where this request needs nothing of it. The lane's next request waits for it (bytes never do).
   */
  settled(head: ExchangeHead): Promise<void> | undefined;
}
