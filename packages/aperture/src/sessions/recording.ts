import type { Exchange, ExchangeHead, FailureCode, Verdict } from "../proxy/exchange.ts";
import type { Identity } from "./identify.ts";
import type { OpenedBody } from "./read-request.ts";
import type { Head, SessionState } from "./state.ts";

/** Answers above this are relayed all the same but not read. */
const MAX_ANSWER = 32 << 20;

/** What the recorder made of the request, needed again when the answer is complete. */
export interface RecordedTurn {
  readonly session: number;
  readonly lane: number;
  readonly laneHead: Head;
  readonly turn: number;
  readonly number: number;
  readonly model: string | null;
  /** Blocks of the lane's remembered requests and answers. */
  readonly remembered: () => Iterable<number>;
}

/** A body, and the session whose last one it was resumed from. */
export interface ResumedBody {
  readonly opened: OpenedBody | { readonly opaque: string };
  readonly resumed: SessionState | undefined;
}

export interface RecordingJobs {
  /** The body is there and waits for what is decided about it; called once, in place of `onBody`. */
  onGovern(recording: Recording, signal: AbortSignal): Promise<Verdict>;
  /** The body is there; called once. */
  onBody(recording: Recording): void;
  /** Bytes of the answer were passed on. */
  onBytes(): void;
  /** Nothing more will come; called once. */
  onEnd(recording: Recording): void;
}

/** One exchange as the proxy tells it: keeps references, understands nothing, costs nothing. */
export class Recording implements Exchange {
  readonly request: ExchangeHead;
  /** By headers and path at first; the body may name the conversation where those do not. */
  identity: Identity;
  /** Its jobs wait for those of the same key. Headers and path alone: the next request's body is not read when it queues up. */
  readonly queueKey: string | null;
  bytes: Uint8Array | null = null;
  status: number | null = null;
  headers: Readonly<Record<string, string>> = {};
  chunks: Uint8Array[] = [];
  answerBytes = 0;
  endedAt: number | null = null;
  failure: { code: FailureCode; message: string } | null = null;
  turn: RecordedTurn | null = null;
  /** Set at the beginning: its body waits to be decided upon. */
  governed = false;
  /** Nothing could be decided about it: it left in its conversation's last good form. */
  replayed = false;
  /** Nothing was to be decided about it: it left with what stands in its lane, and is recorded behind that. */
  stands = false;
  /** Its body as it was scanned before it left, until it is recorded. */
  scanned: ResumedBody | null = null;
  /** The body could not be read, and that was counted. */
  isOpaque = false;
  readonly #jobs: RecordingJobs;
  readonly #now: () => number;
  #opaqueReason: string | null = null;

  constructor(request: ExchangeHead, identity: Identity, jobs: RecordingJobs, now: () => number) {
    this.request = request;
    this.identity = identity;
    this.queueKey = identity.key;
    this.#jobs = jobs;
    this.#now = now;
  }

  get opaqueReason(): string | null {
    return this.#opaqueReason;
  }
  /** True where the answer was too large to keep for reading. */
  get answerDropped(): boolean {
    return this.answerBytes > MAX_ANSWER;
  }

  body(bytes: Uint8Array | null, opaqueReason: string | null): void {
    this.bytes = bytes;
    this.#opaqueReason = bytes ? null : (opaqueReason ?? "not read");
    this.#jobs.onBody(this);
  }
  govern(bytes: Uint8Array | null, opaqueReason: string | null, signal: AbortSignal): Promise<Verdict> {
    this.bytes = bytes;
    this.#opaqueReason = bytes ? null : (opaqueReason ?? "not read");
    return this.#jobs.onGovern(this, signal);
  }
  head(status: number, headers: Readonly<Record<string, string>>): void {
    this.status = status;
    this.headers = headers;
  }
  chunk(bytes: Uint8Array): void {
    this.#jobs.onBytes();
    this.answerBytes += bytes.length;
    if (this.answerDropped) this.chunks = [];
    else this.chunks.push(bytes);
  }
  end(): void {
    this.endedAt = this.#now();
    this.#jobs.onEnd(this);
  }
  fail(code: FailureCode, message: string): void {
    this.failure = { code, message };
    this.end();
  }
}
