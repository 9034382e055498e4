import type { Zone } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { StageResult } from "../stage/stage.ts";
import { stageBlock, stageContext } from "../stage/testing/stage-block.ts";
import { createAssignZones } from "./assign-zones-stage.ts";
import type { SortedBlock, ZoneSorter } from "./zone-sorter.ts";

const blocks = [
  stageBlock({ n: 1, role: "system", kind: "text" }),
  stageBlock({ n: 2, role: "user", kind: "text" }),
  stageBlock({ n: 3, role: "assistant", kind: "text" }),
  stageBlock({ n: 4 }),
  stageBlock({ n: 5, role: "assistant", kind: "text" }),
];
const stage = (set: [number, Zone][] = [], recentTurns = 0) =>
  createAssignZones(() => new Map(set), { sizesOf: () => ({ recentTurns }), templateOf: () => null });
const zones = (result: StageResult): Record<number, Zone> => {
  const intents = "intents" in result ? result.intents : result;
  return Object.fromEntries(intents.flatMap((intent) => (intent.kind === "zone" ? [[intent.block, intent.zone]] : [])));
};

test("by role and place; what stands in its zone already needs no intent", () => {
  expect(zones(stage().process(blocks, stageContext()))).toEqual({ 1: "primacy", 2: "primacy" });
  expect(zones(stage([], 1).process(blocks, stageContext()))).toEqual({
    1: "primacy",
    2: "primacy",
    4: "recency",
    5: "recency",
  });
});

test("a pin comes before place, what somebody set before a pin", () => {
  const pinned = blocks.map((block) =>
    block.n === 3
      ? { ...block, pinned: "top" as const }
      : block.n === 4
        ? { ...block, pinned: "bottom" as const }
        : block,
  );
  expect(zones(stage().process(pinned, stageContext()))).toMatchObject({ 3: "primacy", 4: "recency" });
  const moved = stage([
    [3, "recency"],
    [1, "middle"],
  ]).process(pinned, stageContext());
  expect(zones(moved)).toEqual({ 2: "primacy", 3: "recency", 4: "recency" });
  expect(moved).toContainEqual({ kind: "zone", block: 3, zone: "recency", reason: "somebody moved it" });
  expect(moved).toContainEqual({ kind: "zone", block: 2, zone: "primacy", reason: "by role and place" });
});

test("it asks for its own session's", () => {
  const asked: number[] = [];
  createAssignZones((session) => {
    asked.push(session);
    return new Map();
  }).process(blocks, stageContext({ session: 7 }));
  expect(asked).toEqual([7]);
});

const template = (sorted: (n: number) => SortedBlock): ZoneSorter => ({
  name: "review",
  sort: (given) => ({ blocks: given.map(({ n }) => sorted(n)), unsearched: "" }),
});
const sortedBy = (sorter: ZoneSorter, set: [number, Zone][] = []) =>
  createAssignZones(() => new Map(set), { sizesOf: () => ({ recentTurns: 0 }), templateOf: () => sorter });

test("a template comes before role and place, behind pins and what somebody set", () => {
  const sorter = template((n) => ({ zone: n === 1 ? null : "recency", isKept: false }));
  const pinned = blocks.map((block) => (block.n === 3 ? { ...block, pinned: "top" as const } : block));
  const result = sortedBy(sorter, [[4, "primacy"]]).process(pinned, stageContext());
  expect(zones(result)).toEqual({ 1: "primacy", 2: "recency", 3: "primacy", 4: "primacy", 5: "recency" });
  expect(result).toContainEqual({ kind: "zone", block: 2, zone: "recency", reason: "template review" });
});

test("what a template keeps is pinned for the request where it stands, unless it is pinned already", () => {
  const sorter = template((n) => ({ zone: n === 4 ? "primacy" : null, isKept: n > 2 }));
  const pinned = blocks.map((block) => (block.n === 5 ? { ...block, pinned: "top" as const } : block));
  const result = sortedBy(sorter).process(pinned, stageContext());
  const pins = ("intents" in result ? result.intents : result).filter(({ kind }) => kind === "pin");
  const shared = { kind: "pin", reason: "template review keeps it as it is", actor: "template:review" };
  expect(pins).toEqual([
    { ...shared, block: 3, pinned: "bottom" },
    { ...shared, block: 4, pinned: "top" },
  ]);
});

test("a template is shown where role and place put each block, and sizes are the session's", () => {
  const shown: unknown[] = [];
  const sorter: ZoneSorter = {
    name: "review",
    sort: (given, places) => {
      shown.push(places);
      return { blocks: given.map(() => ({ zone: null, isKept: false })), unsearched: "" };
    },
  };
  const asked: number[] = [];
  createAssignZones(() => new Map(), {
    sizesOf: (session) => {
      asked.push(session);
      return { recentTurns: 1 };
    },
    templateOf: () => sorter,
  }).process(blocks, stageContext({ session: 5 }));
  expect(shown).toEqual([["primacy", "primacy", "middle", "recency", "recency"]]);
  expect(asked).toEqual([5]);
});
