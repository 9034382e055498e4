import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { sentTokens } from "./sent-tokens.ts";

const sent = { change: "change-1", level: "minimal", kind: "compress", actor: "user", tokens: 3 } as const;

test("what is sent counts, not what the client said", () => {
  expect(sentTokens(sampleBlock(1, { tokens: 500 }))).toBe(500);
  expect(sentTokens(sampleBlock(1, { tokens: 500, sent }))).toBe(3);
});
