import type { AnswerRestorer } from "@aperture/engine/redaction/contract";
import { describe, expect, test } from "vitest";
import type { AnswerSink } from "./forward.ts";
import { restoreAnswer } from "./restore-answer.ts";

/** Who gets the answer: keeps what it is told, and takes on or not as the test says. */
function receiver(takes: () => boolean = () => true) {
  const got: string[] = [];
  const resumes: (() => void)[] = [];
  let headers: readonly string[] = [];
  const sink: AnswerSink = {
    head(_status, _text, rawHeaders) {
      headers = rawHeaders;
    },
    chunk(bytes, resume) {
      got.push(bytes.toString());
      if (takes()) return true;
      resumes.push(resume);
      return false;
    },
    end: () => void got.push("<end>"),
  };
  return { sink, got, resumes, headers: () => headers };
}

/** Upper case stands for what was restored; "|" cuts into pieces, "~" is held back until the next. */
function shouting(): AnswerRestorer {
  let held = "";
  return {
    restored: 0,
    push(bytes) {
      const text = held + Buffer.from(bytes).toString();
      held = text.endsWith("~") ? "~" : "";
      const passed = held ? text.slice(0, -1) : text;
      return passed === "" ? [] : passed.split("|").map((piece) => Buffer.from(piece.toUpperCase()));
    },
    end: () => (held === "" ? [] : [Buffer.from(held)]),
  };
}

const failures: unknown[] = [];
const failed = (error: unknown) => void failures.push(error);
const plain = ["Content-Type", "text/event-stream", "Content-Length", "9", "X", "1"];
const never = () => {
  throw new Error("must not be called");
};

describe("restoreAnswer", () => {
  test("every piece goes on, what was held back before the end", () => {
    const { sink, got, headers } = receiver();
    let asked = "";
    const answer = restoreAnswer(
      sink,
      (contentType) => {
        asked = contentType;
        return shouting();
      },
      failed,
    );
    answer.head(200, "OK", plain);
    expect(asked).toBe("text/event-stream");
    expect(headers()).toEqual(["Content-Type", "text/event-stream", "X", "1"]);
    expect(answer.chunk(Buffer.from("a|b"), never)).toBe(true);
    expect(answer.chunk(Buffer.from("~"), never)).toBe(true);
    expect(answer.chunk(Buffer.from("c~"), never)).toBe(true);
    answer.end([]);
    expect(got).toEqual(["A", "B", "~C", "~", "<end>"]);
  });

  test("a slow reader: the upstream goes on once every piece was taken", () => {
    let free = false;
    const { sink, resumes } = receiver(() => free);
    const answer = restoreAnswer(sink, shouting, failed);
    answer.head(200, "OK", plain);
    let resumed = 0;
    expect(answer.chunk(Buffer.from("a|b|c"), () => void resumed++)).toBe(false);
    expect(resumes).toHaveLength(3);
    free = true;
    for (const [index, resume] of resumes.entries()) {
      expect(resumed).toBe(0);
      resume();
      expect(resumed).toBe(index === 2 ? 1 : 0);
    }
  });

  test("an answer that is compressed all the same passes as it is, with its length, and that is said", () => {
    const { sink, got, headers } = receiver();
    const answer = restoreAnswer(sink, never, failed);
    const compressed = ["content-encoding", "gzip", "content-length", "3"];
    failures.length = 0;
    answer.head(200, "OK", compressed);
    answer.chunk(Buffer.from("zip"), never);
    answer.end([]);
    expect([got, headers()]).toEqual([["zip", "<end>"], compressed]);
    expect(failures).toEqual([expect.objectContaining({ message: expect.stringContaining("gzip") })]);
  });

  test("`identity` is no encoding", () => {
    const { sink, got } = receiver();
    const answer = restoreAnswer(sink, shouting, failed);
    answer.head(200, "OK", ["Content-Encoding", "identity"]);
    answer.chunk(Buffer.from("a"), never);
    expect(got).toEqual(["A"]);
  });

  test("a restorer that fails is left out: the bytes pass", () => {
    const { sink, got } = receiver();
    const broken: AnswerRestorer = {
      ...shouting(),
      push() {
        throw new Error("no");
      },
    };
    const answer = restoreAnswer(sink, () => broken, failed);
    failures.length = 0;
    answer.head(200, "OK", plain);
    answer.chunk(Buffer.from("a"), never);
    answer.chunk(Buffer.from("b"), never);
    answer.end([]);
    expect(got).toEqual(["a", "b", "<end>"]);
    expect(failures).toHaveLength(1);
  });

  test("a restorer that cannot be made is left out as well", () => {
    const { sink, got, headers } = receiver();
    const answer = restoreAnswer(
      sink,
      () => {
        throw new Error("no");
      },
      failed,
    );
    answer.head(200, "OK", plain);
    answer.chunk(Buffer.from("a"), never);
    answer.end([]);
    expect([got, headers()]).toEqual([["a", "<end>"], plain]);
  });

  test("a restorer that fails at the end: the answer still ends", () => {
    const { sink, got } = receiver();
    const broken: AnswerRestorer = {
      ...shouting(),
      end() {
        throw new Error("no");
      },
    };
    const answer = restoreAnswer(sink, () => broken, failed);
    answer.head(200, "OK", plain);
    answer.chunk(Buffer.from("a"), never);
    answer.end([]);
    expect(got).toEqual(["A", "<end>"]);
  });
});
