import { Role, type Zone } from "@aperture/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { assignZones, type ZoneFacts } from "./assign.ts";

const letters: Record<string, ZoneFacts> = {
  s: { role: "system", kind: "text" },
  d: { role: "other", kind: "tool_definition" },
  u: { role: "user", kind: "text" },
  i: { role: "image", kind: "image" },
  a: { role: "assistant", kind: "text" },
  t: { role: "thinking", kind: "thinking" },
  c: { role: "tool_use", kind: "tool_use" },
  r: { role: "tool_result", kind: "tool_result" },
  o: { role: "other", kind: "document" },
};
const conversation = (text: string): ZoneFacts[] => [...text].map((letter) => letters[letter]!);
const zonesOf = (text: string, recentTurns?: number): string =>
  assignZones(conversation(text), recentTurns === undefined ? undefined : { recentTurns })
    .map((zone) => zone[0])
    .join("");

test.each([
  ["nothing", "", ""],
  ["only a frame", "dds", "ppp"],
  ["a first prompt and its answer", "dsua", "pppr"],
  ["a prompt of several parts", "dsuuia", "pppppr"],
  ["an agent at work on one prompt keeps a middle", `su${"tcr".repeat(8)}`, `pp${"mmm".repeat(4)}mm${"r".repeat(10)}`],
  ["the fifth exchange from the end is middle", "suauauauaua", "ppmrrrrrrrr"],
  ["parallel calls are one exchange", `su${"cccrrr".repeat(5)}`, `pp${"m".repeat(9)}${"r".repeat(21)}`],
  ["a late system note is primacy still", "suauasua", "pprrrprr"],
  ["a document of unknown kind before the prompt", "soua", "prpr"],
  ["a conversation that starts with the model", "sauaua", "prrrrr"],
])("%s", (_, blocks, expected) => {
  expect(zonesOf(blocks)).toBe(expected);
});

test("the size is the caller's", () => {
  expect(zonesOf("suauaua", 0)).toBe("ppmmmmm");
  expect(zonesOf("suauaua", 1)).toBe("ppmmmrr");
  expect(zonesOf("suauaua", 2)).toBe("ppmrrrr");
  expect(zonesOf("suauaua", 1_000)).toBe("pprrrrr");
});

const blocks = fc.array(
  fc.record({ role: fc.constantFrom(...Role.options), kind: fc.constantFrom("text", "tool_definition", "x") }),
  { maxLength: 60 },
);
const sizes = fc.record({ recentTurns: fc.integer({ min: 0, max: 20 }) });
const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 20_000 : 1_000 };

test("property: total, pure, one zone per block", () => {
  fc.assert(
    fc.property(blocks, sizes, (list, size) => {
      const before = structuredClone(list);
      const zones = assignZones(list, size);
      expect(zones).toHaveLength(list.length);
      expect(zones.every((zone) => ["primacy", "middle", "recency"].includes(zone))).toBe(true);
      expect(assignZones(list, size)).toEqual(zones);
      expect(list).toEqual(before);
    }),
    runs,
  );
});

test("property: frames are primacy; past the frames, nothing middle stands behind recency", () => {
  fc.assert(
    fc.property(blocks, sizes, (list, size) => {
      const zones = assignZones(list, size);
      for (const [index, block] of list.entries())
        if (block.role === "system" || block.kind === "tool_definition") expect(zones[index]).toBe("primacy");
      const order = zones.filter((zone): zone is Exclude<Zone, "primacy"> => zone !== "primacy");
      expect(order.lastIndexOf("middle")).toBeLessThan(
        order.includes("recency") ? order.indexOf("recency") : Number.POSITIVE_INFINITY,
      );
    }),
    runs,
  );
});

test("property: a larger size never takes a block out of recency", () => {
  fc.assert(
    fc.property(blocks, sizes, (list, size) => {
      const small = assignZones(list, size);
      const large = assignZones(list, { recentTurns: size.recentTurns + 1 });
      for (const [index, zone] of small.entries()) if (zone === "recency") expect(large[index]).toBe("recency");
    }),
    runs,
  );
});
