import { asItCame, type ExchangeHead, type ExchangeSink, type FailureCode } from "@aperture/aperture/proxy/exchange";

/** Everything the proxy told about one exchange, and the order of the calls by name. */
export interface RecordedExchange {
  readonly head: ExchangeHead;
  readonly calls: string[];
  body: Uint8Array | null;
  opaqueReason: string | null;
  status: number | null;
  headers: Readonly<Record<string, string>>;
  bytes: number;
  failure: { code: FailureCode; message: string } | null;
}

/** A sink that keeps what it is told, answer bytes only as a count. */
export function recordingSink(): { sink: ExchangeSink; exchanges: RecordedExchange[] } {
  const exchanges: RecordedExchange[] = [];
  const sink: ExchangeSink = {
    settled: () => undefined,
    begin(head) {
      const kept: RecordedExchange = {
        head,
        calls: [],
        body: null,
        opaqueReason: null,
        status: null,
        headers: {},
        bytes: 0,
        failure: null,
      };
      exchanges.push(kept);
      return {
        governed: false,
        async govern() {
          kept.calls.push("govern");
          return asItCame;
        },
        body(bytes, reason) {
          kept.calls.push("body");
          kept.body = bytes;
          kept.opaqueReason = reason;
        },
        head(status, headers) {
          kept.calls.push("head");
          kept.status = status;
          kept.headers = headers;
        },
        chunk(bytes) {
          if (kept.calls.at(-1) !== "chunk") kept.calls.push("chunk");
          kept.bytes += bytes.byteLength;
        },
        end() {
          kept.calls.push("end");
        },
        fail(code, message) {
          kept.calls.push("fail");
          kept.failure = { code, message };
        },
      };
    },
  };
  return { sink, exchanges };
}
