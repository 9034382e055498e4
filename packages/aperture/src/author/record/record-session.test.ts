import type { Block, BlocksPage, BlocksQuery, Session } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { Fixture } from "../fixture/fixture.ts";
import { turnsOf } from "../fixture/turns-of.ts";
import { printFixture } from "./print-fixture.ts";
import { recordSession } from "./record-session.ts";

const key = `sk-${"ant"}-api03-${"Ab1".repeat(12)}`;

const block = (id: number, turn: number, content: string, more: Partial<Block["metadata"]> = {}): Block => ({
  id: `block-${id}`,
  sessionId: "session-9",
  lane: "lane-4",
  role: "tool_result",
  content,
  contentLength: content.length,
  tokens: 7,
  estimated: false,
  timestamp: "2026-01-01T00:00:00.000Z",
  zone: "middle",
  pinned: null,
  level: "original",
  origin: "client",
  sent: null,
  pending: null,
  notes: 0,
  staleness: 0,
  live: true,
  position: 0,
  metadata: { provider: "anthropic", turn, kind: "tool_result", ...more },
});

const clientOf = (blocks: readonly Block[]) => ({
  session: async () =>
    ({
      id: "session-9",
      client: "sdk",
      dialect: "anthropic",
      model: "m",
      project: "/home/mira/app",
      contextWindow: 1_000,
    }) as Session,
  blocks: async ({ after, limit = 1 }: BlocksQuery = {}): Promise<BlocksPage> => {
    const from = Number(after ?? 0);
    const next = from + limit < blocks.length ? String(from + limit) : null;
    return { session: "session-9", blocks: blocks.slice(from, from + limit), total: blocks.length, next };
  },
});

test("a session becomes a fixture that can be read and replayed", async () => {
  const blocks = [
    block(41, 1, `cat /home/mira/app/.env\nKEY=${key}`, { filePaths: ["/home/mira/app/.env"], toolName: "Bash" }),
    block(42, 2, "signed", { signed: true }),
  ];
  const { fixture, scrubbed } = await recordSession(clientOf(blocks), "session-9", "/home/mira");
  const text = printFixture(fixture, scrubbed);
  expect(text).not.toContain(key);
  expect(text).not.toContain("mira");
  const read = Fixture.parse(JSON.parse(text));
  expect(read).toMatchObject({ agent: "sdk", turns: 2, limit: 1_000 });
  expect(read.blocks).toMatchObject([
    { n: 1, turn: 1, text: "cat .env\nKEY=<anthropic-key-1>", filePaths: [".env"], toolName: "Bash", editable: true },
    { n: 2, turn: 2, text: "signed", editable: false },
  ]);
  expect(turnsOf(read).map(({ blocks: seen }) => seen.map(({ n, age, isFree }) => [n, age, isFree]))).toEqual([
    [[1, 0, true]],
    [
      [1, 1, false],
      [2, 0, true],
    ],
  ]);
  // A block is a line: what changed between two recordings can be read.
  expect(text.split("\n").filter((line) => line.startsWith("    {")).length).toBe(2);
});

test("all pages are read", async () => {
  const blocks = Array.from({ length: 450 }, (_, index) => block(index, 1, `text ${index}`));
  const { fixture } = await recordSession(clientOf(blocks), "session-9", null);
  expect(fixture.blocks.map(({ text }) => text)).toEqual(blocks.map(({ content }) => content));
});

describe("a secret that is left is refused, whatever it is written as", () => {
  test.each<[string, (value: string) => string]>([
    ["base64", (value) => Buffer.from(value).toString("base64")],
    ["hex", (value) => Buffer.from(value).toString("hex")],
    ["base64url", (value) => Buffer.from(value).toString("base64url")],
  ])("%s", async (_, spell) => {
    const { fixture, scrubbed } = await recordSession(clientOf([block(1, 1, `${key} ${spell(key)}`)]), "s", null);
    expect(() => printFixture(fixture, scrubbed)).toThrow(/still holds what looks like a secret \(anthropic-key\)/);
  });

  test("and one that only came together when the parts were", () => {
    const fixture = Fixture.parse({ fixture: 1, agent: key, dialect: "anthropic", model: null, turns: 1, blocks: [] });
    expect(() => printFixture(fixture, new Map())).toThrow(/nothing was written/);
  });
});
