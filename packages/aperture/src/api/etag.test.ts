import type { Block } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { blockEtag, checkIfMatch } from "./etag.ts";

const block: Block = {
  id: "block-1",
  sessionId: "session-1",
  lane: "lane-1",
  role: "user",
  content: "text",
  contentLength: 4,
  tokens: 1,
  estimated: false,
  timestamp: "2026-01-01T00:00:00.000Z",
  zone: "recency",
  pinned: null,
  level: "original",
  origin: "client",
  sent: null,
  pending: null,
  notes: 0,
  staleness: 0,
  live: true,
  position: 3,
  metadata: { provider: "anthropic", turn: 1, kind: "text" },
};
const sent = { change: "change-1", level: "minimal", kind: "compress", actor: "user", tokens: 9 } as const;
const matches = (shown: Block, now: Block): boolean => {
  try {
    checkIfMatch(blockEtag(shown), "block-1", blockEtag(now));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "stale_etag", facts: { id: "block-1", etag: blockEtag(now) } });
    return false;
  }
};

describe("the ETag of a block", () => {
  test.each<[string, Partial<Block>]>([
    ["position", { position: 9 }],
    ["zone", { zone: "middle" }],
    ["staleness", { staleness: 40 }],
    ["tokens", { tokens: 2 }],
    ["notes", { notes: 1 }],
    ["life", { live: false }],
  ])("changes with its %s, which voids no edit", (_, change) => {
    const other = { ...block, ...change };
    expect(blockEtag(other)).not.toBe(blockEtag(block));
    expect(matches(block, other)).toBe(true);
  });

  test.each<[string, Partial<Block>]>([
    ["text", { content: "other" }],
    ["pin", { pinned: "top" }],
    ["level", { level: "minimal", sent }],
    ["change in force", { sent }],
    ["waiting change", { pending: { ...sent, state: "pending", forced: false, costNow: 1 } }],
  ])("is another version with another %s", (_, change) => {
    expect(matches(block, { ...block, ...change })).toBe(false);
  });

  test("is looked for among several, weak or not; * is any", () => {
    const tag = blockEtag(block);
    expect(() => checkIfMatch(`"x.y", W/${tag}`, "block-1", tag)).not.toThrow();
    expect(() => checkIfMatch("*", "block-1", tag)).not.toThrow();
    expect(() => checkIfMatch('""', "block-1", tag)).toThrow(expect.objectContaining({ code: "stale_etag" }));
  });
});
