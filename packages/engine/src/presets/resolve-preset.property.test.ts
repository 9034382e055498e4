import type { Preset, PresetValues, ResolvedPreset } from "@aperture/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { flattenValues } from "./flatten-values.ts";
import { mergeValues } from "./merge-values.ts";
import { PresetCycleError } from "./preset-cycle-error.ts";
import { PresetSizeError } from "./preset-size-error.ts";
import { resolvePreset } from "./resolve-preset.ts";
import { findIn, preset } from "./testing/find-in.ts";

const isDeep = process.env.APERTURE_DEEP === "1";
const runs = (few: number) => ({ numRuns: isDeep ? few * 5 : few });

const some = { requiredKeys: [] as never[] };
const rule = fc.record({
  name: fc.constantFrom("r1", "r2", "r3", "r4"),
  when: fc.record({ select: fc.constantFrom("role:user", "age>3", "error:true") }),
  action: fc.record({ do: fc.constant("compress"), level: fc.constantFrom("trimmed", "minimal") }),
});
const staged = fc.record({
  name: fc.constantFrom("s1", "s2"),
  source: fc.record({ kind: fc.constant("text"), text: fc.constantFrom("one", "two") }),
});
const plugin = fc.record(
  {
    config: fc.dictionary(fc.constantFrom("k1", "k2", "__proto__", "constructor"), fc.constantFrom(1, "x", null)),
    required: fc.boolean(),
  },
  some,
);
/** Fields of a preset beside what it extends. */
const fields = fc.record(
  {
    mode: fc.constantFrom("observe", "manual", "auto"),
    pipeline: fc.record({ condense: fc.boolean(), applyRules: fc.boolean() }, some),
    zones: fc.record({ recentTurns: fc.integer({ min: 1, max: 9 }) }, some),
    budget: fc.record({ limit: fc.constantFrom(null, 5_000), strategy: fc.constantFrom("warn", "block") }, some),
    rules: fc.uniqueArray(rule, { maxLength: 3, selector: ({ name }) => name }),
    withoutRules: fc.uniqueArray(fc.constantFrom("r1", "r2", "r3", "r4"), { maxLength: 2 }),
    staging: fc.uniqueArray(staged, { maxLength: 2, selector: ({ name }) => name }),
    template: fc.constantFrom("t1", null),
    plugins: fc.dictionary(fc.constantFrom("p1", "p2"), plugin),
  },
  some,
);
const without = ({ withoutRules: _, ...rest }: { withoutRules?: unknown }): object => rest;

const resolve = (name: string, presets: readonly Preset[]): ResolvedPreset =>
  resolvePreset(name, findIn({ presets, templates: ["t1"], plugins: ["p1", "p2"] }));

/** Presets p0 … p7 that extend later ones only, so that there are no circles. */
const acyclic = fc
  .array(fc.tuple(fields, fc.uniqueArray(fc.nat(7), { maxLength: 4 })), { minLength: 1, maxLength: 8 })
  .map((made) =>
    made.map(([own, later], n) => {
      const bases = later.map((step) => n + 1 + step).filter((base) => base < made.length);
      return preset(`p${n}`, {
        ...own,
        ...(bases.length > 0 ? { extends: [...new Set(bases)].map((base) => `p${base}`) } : {}),
      });
    }),
  );

test("each value has one origin, and it is a preset of the chain that says just that", () => {
  fc.assert(
    fc.property(acyclic, (presets) => {
      const { values, origins, chain } = resolve("p0", presets);
      const flat = flattenValues(values);
      expect(Object.keys(origins).sort()).toEqual([...flat.keys()].sort());
      for (const [path, value] of flat) {
        const from = origins[path]!.slice("preset:".length);
        expect(chain).toContain(from);
        const { extends: _, withoutRules: __, ...own } = presets.find(({ name }) => name === from)!;
        const says = flattenValues(mergeValues([{ from, values: own as Partial<PresetValues> }]).values);
        expect(says.get(path)).toEqual(value);
      }
    }),
    runs(400),
  );
});

test("a value is what a plain walk through all that is extended finds", () => {
  fc.assert(
    fc.property(acyclic, (presets) => {
      const byName = new Map(presets.map((one) => [one.name, one]));
      const walk = (name: string): Map<string, unknown> => {
        const one = byName.get(name)!;
        const found = new Map<string, unknown>();
        for (const base of (one.extends ?? []) as string[])
          for (const [path, value] of walk(base)) found.set(path, value);
        for (const gone of one.withoutRules ?? []) found.delete(`rules.${gone}`);
        if (one.mode !== undefined) found.set("mode", one.mode);
        if (one.template !== undefined) found.set("template", one.template);
        for (const part of ["pipeline", "zones", "budget"] as const)
          for (const [key, value] of Object.entries(one[part] ?? {})) found.set(`${part}.${key}`, value);
        for (const inline of one.rules ?? []) if (typeof inline !== "string") found.set(`rules.${inline.name}`, inline);
        return found;
      };
      const flat = flattenValues(resolve("p0", presets).values);
      const single = [...flat].filter(([path]) => !/^(?:plugins|staging)\./.test(path));
      expect(new Map(single)).toEqual(walk("p0"));
    }),
    runs(400),
  );
});

test("where nothing is left out it does not matter in how many steps presets are put together", () => {
  fc.assert(
    fc.property(fields, fields, fields, (a, b, c) => {
      const [x, y, z] = [a, b, c].map(without);
      const parts = [preset("a", x), preset("b", y), preset("c", z)];
      const both = (extended: string[]) => preset("both", { extends: extended });
      const all = resolve("all", [...parts, preset("all", { extends: ["a", "b", "c"] })]);
      const left = resolve("all", [...parts, both(["a", "b"]), preset("all", { extends: ["both", "c"] })]);
      const right = resolve("all", [...parts, both(["b", "c"]), preset("all", { extends: ["a", "both"] })]);
      const chain = resolve("c", [parts[0]!, preset("b", { ...y, extends: "a" }), preset("c", { ...z, extends: "b" })]);
      for (const other of [left, right, chain]) {
        expect(other.values).toEqual(all.values);
        expect(other.origins).toEqual(all.origins);
      }
    }),
    runs(300),
  );
});

test("any graph ends: with values, or with a circle that is one", () => {
  const graph = fc.array(fc.uniqueArray(fc.nat(12), { maxLength: 4 }), { minLength: 1, maxLength: 12 });
  let circles = 0;
  fc.assert(
    fc.property(graph, (edges) => {
      const presets = edges.map((bases, n) => preset(`p${n}`, { extends: bases.map((base) => `p${base}`) }));
      const extended = (name: string) => (presets.find((one) => one.name === name)?.extends ?? []) as string[];
      try {
        const { chain, missing } = resolve("p0", presets);
        expect(new Set(chain).size).toBe(chain.length);
        for (const { name } of missing) expect(presets.map((one) => one.name)).not.toContain(name);
      } catch (error) {
        if (error instanceof PresetSizeError) return;
        if (!(error instanceof PresetCycleError)) throw error;
        circles++;
        for (const [index, member] of error.members.entries())
          expect(extended(member)).toContain(error.members[(index + 1) % error.members.length]);
      }
    }),
    runs(500),
  );
  expect(circles).toBeGreaterThan(50);
});
