import type { BlockFacts } from "@aperture/host/border/block-facts";
import { Role, Zone } from "@aperture/sdk";
import type { RecordedTurn } from "../fixture/turns-of.ts";

/** Requests that no recording holds and any user may send, made of one that was recorded. The same ones on every machine. */
export function fuzzTurns(
  { request, blocks }: RecordedTurn,
  rounds = 20,
): readonly (readonly [string, RecordedTurn])[] {
  const each = (change: (block: BlockFacts, index: number) => Partial<BlockFacts>): RecordedTurn => ({
    request,
    blocks: blocks.map((block, index) => ({ ...block, ...change(block, index) })),
  });
  const many = Array.from({ length: 1_000 }, (_, index) => ({
    ...blocks[index % Math.max(1, blocks.length)]!,
    n: index + 1,
  }));
  const named: [string, RecordedTurn][] = [
    ["no blocks", { request, blocks: [] }],
    ["one block", { request, blocks: blocks.slice(0, 1) }],
    ["1,000 blocks", { request, blocks: blocks.length === 0 ? [] : many }],
    ["everything pinned", each(() => ({ pinned: "top" }))],
    ["everything signed", each(() => ({ editable: false }))],
    ["no texts", each(() => ({ text: "", tokens: 0, originalTokens: 0 }))],
    ["odd texts", each((_, index) => ({ text: oddTexts[index % oddTexts.length]! }))],
    [
      "odd names",
      each((_, index) => ({
        toolName: oddTexts[index % oddTexts.length]!.slice(0, 60),
        filePaths: ["", "\n", "../x"],
      })),
    ],
    ["everything changed before", each(() => ({ level: "minimal", tokens: 5, isPending: true }))],
    ["very old", each(() => ({ age: 100_000, isFree: false }))],
    ["nothing known", { request: { ...request, model: null, limit: null, prices: null, lastUsage: null }, blocks }],
  ];
  const next = randomNumbers(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  for (let round = 1; round <= rounds; round++)
    named.push([
      `round ${round}`,
      {
        request: { ...request, turn: 1 + Math.floor(next() * 500), cold: next() < 0.5 },
        blocks: blocks
          .filter(() => next() < 0.7)
          .map((block) => ({
            ...block,
            role: pick(Role.options),
            zone: pick(Zone.options),
            pinned: pick([null, null, null, "top", "bottom"] as const),
            editable: next() < 0.8,
            isError: next() < 0.2,
            age: Math.floor(next() * 50),
            text: next() < 0.2 ? pick(oddTexts) : block.text,
          })),
      },
    ]);
  return named;
}

const oddTexts: readonly string[] = [
  "",
  " ",
  "\0\u0001\u007f",
  "lone \ud800 surrogate \udc00",
  "\u202eright to left\u202c",
  "__proto__",
  "constructor",
  "{".repeat(500),
  `${"a".repeat(20_000)}!`,
  "line\r\n".repeat(2_000),
  "👩‍👩‍👧‍👦".repeat(200),
  "<script>alert(1)</script>",
];

/** Numbers in [0, 1) that look like chance and are the same every time (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
