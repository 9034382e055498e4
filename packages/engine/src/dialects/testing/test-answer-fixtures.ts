import type { DialectId } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import type { Answer } from "../dialect.ts";
import { draftsIn, fixture, line, observed } from "./fixture.ts";

const json = { contentType: "application/json" };

/** What a dialect's recorded answers hold. */
export interface AnswerFixtures {
  /** One line per block (fixture.ts) of `stream.txt`, and of `answer.json`, which is the same answer. */
  readonly blocks: readonly string[];
  readonly rest: Omit<Answer, "blocks">;
  /** What `error.json` says, and `error-stream.txt` after the words "I was about". */
  readonly error: string;
  readonly streamError: string;
}

/** What holds in every dialect: call it in the dialect's `observe.test.ts`. */
export function testAnswerFixtures(dialect: DialectId, expected: AnswerFixtures): void {
  const read = (name: string): Uint8Array => fixture(dialect, name);

  describe("recorded answers", () => {
    test.each([
      ["stream.txt", {}],
      ["answer.json", json],
    ])("%s", (name, facts) => {
      const { blocks, ...rest } = observed(dialect, [read(name)], facts);
      expect(blocks.map(line)).toEqual(expected.blocks);
      expect(rest).toEqual(expected.rest);
    });

    test("blocks have the keys and hashes they have when the client sends them back", () => {
      const next = new Map(draftsIn(dialect, read("resent.json")).map((draft) => [draft.key, draft.hash]));
      for (const block of observed(dialect, [read("stream.txt")]).blocks) expect(next.get(block.key)).toBe(block.hash);
    });

    test("an error as JSON and inside a stream", () => {
      const body = observed(dialect, [read("error.json")], { ...json, status: 429 });
      expect(body).toMatchObject({ error: expected.error, blocks: [], finished: true, usage: null });
      const stream = observed(dialect, [read("error-stream.txt")]);
      expect(stream).toMatchObject({
        error: expected.streamError,
        finished: true,
        blocks: [{ text: "I was about" }],
      });
    });
  });
}
