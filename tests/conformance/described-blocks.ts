import { Flag, levels, pins, roles, zones } from "@aperture/sdk/plugin/block-record";
import type { BlockFacts } from "../../packages/host/src/border/block-facts.ts";
import { facts } from "../../packages/host/src/border/testing/facts.ts";
import { request } from "./start-guest.ts";

/** Blocks that have something in every field, and one that has nothing. */
export const blocksOfAllKinds: readonly BlockFacts[] = [
  facts(1, { age: 0 }),
  facts(2_000_000_000, {
    role: "tool_result",
    kind: "function_call_output",
    toolName: "read ★",
    toolId: "call-1",
    filePaths: ["src/a.ts", "b c.ts"],
    isError: true,
    editable: false,
    tokens: 123,
    originalTokens: 456,
    level: "summarized",
    isPending: true,
    zone: "primacy",
    pinned: "bottom",
    origin: "plugin:other",
    age: 3,
    isFree: true,
    text: "né 👩‍👩‍👧",
  }),
  ...roles.map((role, i) => facts(10 + i, { role, zone: zones[i % 3]!, level: levels[i % 4]!, pinned: pins[i % 3]! })),
];

/** As the guest says it: numbers and strings of the record, each followed by a bar. All roles and zones are granted. */
export function describedAs(block: BlockFacts): string {
  const flags =
    (block.editable ? Flag.editable : 0) +
    (block.isError ? Flag.isError : 0) +
    (block.isPending ? Flag.isPending : 0) +
    (block.isFree ? Flag.isFree : 0) +
    (block.age === 0 ? Flag.isNew : 0) +
    Flag.isReadable +
    Flag.isWritable;
  const places = [roles.indexOf(block.role), zones.indexOf(block.zone), levels.indexOf(block.level)];
  const figures = [block.tokens, block.originalTokens, request.turn - block.age, block.text.length];
  const strings = [block.kind, block.toolName ?? "", block.toolId ?? "", block.origin, block.filePaths.join("\n")];
  return `${[block.n, ...places, pins.indexOf(block.pinned), flags, ...figures, ...strings].join("|")}|`;
}
