import type { AnswerRestorer } from "@aperture/engine/redaction/contract";
import type { AnswerSink } from "./forward.ts";

/** Value of a header by its lower-case name, or "". */
function headerValue(rawHeaders: readonly string[], wanted: string): string {
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]!.toLowerCase() === wanted) return rawHeaders[index + 1] ?? "";
  return "";
}

const without = (rawHeaders: readonly string[], dropped: string): string[] =>
  rawHeaders.filter((_, index) => rawHeaders[index - (index % 2)]!.toLowerCase() !== dropped);

/**
 * An answer on its way through a restorer: placeholders become what they stand for, everything else stays byte for byte. A
 * compressed answer, although a plain one was asked for, passes as it is.
 */
export function restoreAnswer(
  answer: AnswerSink,
  create: (contentType: string) => AnswerRestorer,
  failed: (error: unknown) => void,
): AnswerSink {
  let restorer: AnswerRestorer | null = null;
  const attempt = (work: (restorer: AnswerRestorer) => Uint8Array[], bytes: Buffer | null): Buffer[] => {
    if (restorer === null) return bytes === null ? [] : [bytes];
    try {
      return work(restorer).map((piece) => Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    } catch (error) {
      restorer = null;
      failed(error);
      return bytes === null ? [] : [bytes];
    }
  };
  return {
    head(status, statusText, rawHeaders) {
      const encoding = headerValue(rawHeaders, "content-encoding");
      if (encoding !== "" && encoding !== "identity") {
        failed(new Error(`the answer is compressed (${encoding}): placeholders stay in it`));
        return answer.head(status, statusText, rawHeaders);
      }
      try {
        restorer = create(headerValue(rawHeaders, "content-type"));
      } catch (error) {
        failed(error);
        return answer.head(status, statusText, rawHeaders);
      }
      // Its length is another once a value stands in the placeholder's place.
      answer.head(status, statusText, without(rawHeaders, "content-length"));
    },
    chunk(bytes, resume) {
      let goesOn = true;
      let waiting = 0;
      const oneDone = (): void => {
        waiting -= 1;
        if (waiting === 0) resume();
      };
      for (const piece of attempt((active) => active.push(bytes), bytes)) {
        if (answer.chunk(piece, oneDone)) continue;
        waiting += 1;
        goesOn = false;
      }
      return goesOn;
    },
    end(rawTrailers) {
      for (const piece of attempt((active) => active.end(), null)) answer.chunk(piece, () => {});
      answer.end(rawTrailers);
    },
  };
}
