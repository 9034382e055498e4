import type { ServerResponse } from "node:http";
import { answerHeaders } from "./answer-headers.ts";
import type { AnswerSink } from "./forward.ts";
import type { Recording } from "./recording.ts";
import { safeHeaders } from "./safe-headers.ts";

/** Status text may hold any octet but controls; node refuses to write what is not one. */
const writable = /^[\t\x20-\x7e\x80-\xff]*$/;

export interface RelayOptions {
  readonly response: ServerResponse;
  readonly recording: Recording;
  /** Bytes came from the upstream. */
  readonly onProgress: () => void;
  /** The client reads slower than the upstream writes. */
  readonly onPause: () => void;
}

/**
 * An answer's way to the agent: status line, headers, bytes and trailers as they came, at once, nothing added. The copy
 * for whoever records is told after the bytes were written.
 */
export function relayTo({ response, recording, onProgress, onPause }: RelayOptions): AnswerSink {
  const { method, httpVersion } = response.req;
  return {
    head(status, statusText, rawHeaders) {
      onProgress();
      const chunkable = httpVersion !== "1.0" && method !== "HEAD" && status !== 204 && status !== 304;
      response.sendDate = false;
      response.writeHead(status, writable.test(statusText) ? statusText : "", answerHeaders(rawHeaders, { chunkable }));
      // Headers leave with the first bytes where those came along, else right now: a stream may think for minutes.
      process.nextTick(() => response.flushHeaders());
      recording.head(status, safeHeaders(rawHeaders));
    },
    chunk(bytes, resume) {
      onProgress();
      const goesOn = response.write(bytes);
      recording.chunk(bytes);
      if (goesOn) return true;
      onPause();
      response.once("drain", () => {
        onProgress();
        resume();
      });
      return false;
    },
    end(rawTrailers) {
      if (rawTrailers.length > 0) {
        const pairs: [string, string][] = [];
        for (let index = 0; index < rawTrailers.length; index += 2) {
          pairs.push([rawTrailers[index] ?? "", rawTrailers[index + 1] ?? ""]);
        }
        response.addTrailers(pairs);
      }
      response.end();
    },
  };
}
