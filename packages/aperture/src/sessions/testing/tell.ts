import type { DialectId } from "@aperture/sdk";
import type { ExchangeHead, ExchangeSink, FailureCode } from "../../proxy/exchange.ts";

export interface Told {
  readonly body: unknown;
  readonly dialect?: DialectId;
  readonly target?: string;
  readonly counts?: DialectId;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tag?: string;
  readonly at?: number;
  /** JSON answer; undefined: 200 with nothing. */
  readonly answer?: unknown;
  readonly status?: number;
  readonly fail?: FailureCode;
}

const targets: Record<DialectId, string> = {
  anthropic: "/v1/messages?beta=true",
  "openai-chat": "/v1/chat/completions",
  "openai-responses": "/v1/responses",
  gemini: "/v1beta/models/gemini-3-pro:generateContent",
};

export function headOf(told: Told): ExchangeHead {
  const dialect = told.dialect ?? "anthropic";
  return {
    at: told.at ?? Date.now(),
    method: "POST",
    target: told.target ?? targets[dialect],
    dialect,
    counts: told.counts ?? null,
    tag: told.tag ?? null,
    tagSource: told.tag === undefined ? null : "tag",
    headers: { "user-agent": "test/1", ...told.headers },
    credential: "credential",
    mask: (text) => text.replaceAll("credential", "[credential]"),
    upstreamHost: "api.example",
    bypass: false,
    sealed: null,
  };
}

const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

/** One whole exchange, as the proxy would tell it. */
export function tell(sink: ExchangeSink, told: Told): void {
  const exchange = sink.begin(headOf(told));
  if (!exchange) return;
  exchange.body(bytesOf(told.body), null);
  if (told.status !== undefined || told.fail === undefined) {
    exchange.head(told.status ?? 200, { "content-type": "application/json" });
    if (told.answer !== undefined) exchange.chunk(bytesOf(told.answer));
  }
  if (told.fail) exchange.fail(told.fail, told.fail);
  else exchange.end();
}
