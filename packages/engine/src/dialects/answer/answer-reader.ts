import type { Usage } from "@aperture/sdk";

/** What a dialect has understood of an answer so far. */
export interface ReadAnswer {
  /**
   * A request body in the dialect's own form that holds nothing but the answer, as a client would send it back. It is read
   * like any request, so that an answer's blocks have the keys they will have next turn.
   */
  readonly resent: Readonly<Record<string, unknown>>;
  readonly usage: Usage | null;
  readonly model: string | null;
  readonly stopReason: string | null;
  readonly error: string | null;
  readonly finished: boolean;
}

/** A dialect's knowledge of answers, fed with parsed pieces. None of these calls throws, whatever it is given. */
export interface AnswerReader {
  /** One SSE event; `data` is parsed JSON, or the text where it is none (`[DONE]`). */
  event(name: string, data: unknown): void;
  /** A whole JSON body. */
  whole(body: unknown): void;
  answer(): ReadAnswer;
}
