import type { BlockFacts } from "@aperture/host/border/block-facts";
import type { StagePosition } from "@aperture/sdk";
import fc from "fast-check";
import { aValue } from "./pick.ts";
import { type Step, step } from "./steps.ts";
import { wisher } from "./wishing-plugin.ts";
import type { World } from "./world.ts";

const where = fc.integer({ min: 0, max: 999 });
const wish = fc.record({
  where,
  at: fc.constantFrom<StagePosition>("after_parse", "after_zone", "after_inject", "after_budget", "before_emit"),
  op: fc.constantFrom(
    ...(["level", "level", "level", "content", "content", "remove", "insert", "zone", "pin", "redact"] as const),
    ...(["stage", "unstage", "note", "elsewhere"] as const),
  ),
});
type Wish = typeof wish extends fc.Arbitrary<infer W> ? W : never;

const levels = ["trimmed", "summarized", "minimal", "original"] as const;

/** Blocks are picked from the front, so that the same wish names the same one with every request. */
function itemsOf(world: World, { where: at, op }: Wish, blocks: readonly BlockFacts[]): object[] {
  const { n, role } = blocks[at % Math.min(blocks.length, 60)] ?? { n: 1, role: "user" };
  const text = `the plugin says ${at}: "né\\" </end>\n\t`;
  switch (op) {
    case "level":
      return [{ op, block: n, level: levels[at % 4] }];
    case "content":
      return [{ op, block: n, text: role === "tool_use" && at % 3 > 0 ? JSON.stringify({ file_path: text }) : text }];
    case "remove":
      return [{ op, block: n }];
    case "insert":
      return [{ op, behind: at % 5 === 0 ? "system" : at % 5 < 3 ? "tail" : n, text, key: `key ${at % 7}` }];
    case "zone":
      return [{ op, block: n, zone: (["primacy", "middle", "recency"] as const)[at % 3] }];
    case "pin":
      return [{ op, block: n, pinned: ([null, "top", "bottom"] as const)[at % 3] }];
    case "redact": {
      const value = aValue(world, at);
      const holder = value === undefined ? undefined : world.holderOf(value);
      return holder ? [{ op, block: Number(holder.slice("block-".length)), text: value }] : [];
    }
    case "stage":
      return [{ op, key: `key ${at % 7}`, text, zone: (["primacy", "recency"] as const)[at % 2] }];
    case "unstage":
      return [{ op, key: `key ${at % 7}` }];
    case "note":
      return [{ op, block: n, text }];
    // A block that is not there, one of somebody else, the other end of a pair.
    case "elsewhere":
      return [
        { op: "remove", block: 900_000 + at },
        { op: "content", block: n + 1, text: "" },
      ];
  }
}

/** What plugins do, and what a user does about them. */
export const pluginSteps: readonly fc.Arbitrary<Step>[] = [
  step("plugin", fc.array(wish, { maxLength: 6 }), (world, wishes) => {
    world.wishes = (at, blocks) => wishes.flatMap((each) => (each.at === at ? itemsOf(world, each, blocks) : []));
  }),
  step("undoPlugin", fc.constant(null), (world) => {
    world.wishes = () => [];
    return world.program.services.undoAll(wisher);
  }),
];
