import { Role, type StageFilter, Zone } from "@aperture/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { BlockFacts } from "../border/block-facts.ts";
import { compileFilter } from "./compile-filter.ts";
import { blockFacts, requestFacts } from "./testing/facts.ts";

const request = requestFacts();
const blocks = [blockFacts(1), blockFacts(2, { role: "user", zone: "recency", toolName: undefined, tokens: 5 })];
const wants = (filter: StageFilter | undefined, of: readonly BlockFacts[] = blocks): boolean =>
  compileFilter(filter)(of, request);

test("no filter wants everything, an empty one too", () => {
  expect([wants(undefined, []), wants({}, [])]).toEqual([true, true]);
});

test.each<[StageFilter, boolean]>([
  [{ role: ["user"] }, true],
  [{ role: ["system"] }, false],
  [{ role: ["system", "user"] }, true],
  [{ role: ["system", "thinking", "image", "user"] }, true],
  [{ zone: ["recency"] }, true],
  [{ zone: ["primacy"] }, false],
  [{ toolName: ["Read"] }, true],
  [{ toolName: ["read"] }, false],
  [{ minTokens: 100 }, true],
  [{ minTokens: 101 }, false],
  [{ dialect: ["anthropic"] }, true],
  [{ dialect: ["gemini"] }, false],
  [{ lane: "main" }, true],
  [{ lane: "side" }, false],
  [{ lane: "side", role: ["user"] }, false],
  [{ role: ["user"], minTokens: 5 }, true],
  [{ role: ["user"], minTokens: 6 }, false],
  [{ role: ["user"], toolName: ["Read"] }, false],
  [{ role: ["tool_result"], zone: ["middle"], toolName: ["Read"], minTokens: 100 }, true],
  [{ role: ["tool_result"], zone: ["recency"], toolName: ["Read"], minTokens: 100 }, false],
])("%j: %s", (filter, expected) => expect(wants(filter)).toBe(expected));

test("a filter that asks for a block wants no request without any", () => {
  expect(wants({ role: ["user"] }, [])).toBe(false);
  expect(wants({ dialect: ["anthropic"] }, [])).toBe(true);
});

test("it means what it says, field by field, of one and the same block", () => {
  const anyBlock = fc
    .record({
      role: fc.constantFrom(...Role.options),
      zone: fc.constantFrom(...Zone.options),
      toolName: fc.constantFrom("Read", "Bash", undefined),
      tokens: fc.nat(10),
    })
    .map((fields) => blockFacts(1, fields));
  const some = <T>(...values: T[]) => fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined });
  const anyFilter = fc.record({
    role: some(...Role.options),
    zone: some(...Zone.options),
    toolName: some("Read", "Bash", "Other"),
    minTokens: fc.option(fc.nat(10), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(anyBlock, { maxLength: 5 }), anyFilter, (of, { role, zone, toolName, minTokens }) => {
      const asks = [role, zone, toolName, minTokens].some((field) => field !== undefined);
      const plain = of.some(
        (block) =>
          (!role || role.includes(block.role)) &&
          (!zone || zone.includes(block.zone)) &&
          (!toolName || toolName.includes(block.toolName as never)) &&
          (minTokens === undefined || block.tokens >= minTokens),
      );
      const filter = {
        ...(role ? { role } : {}),
        ...(zone ? { zone } : {}),
        ...(toolName ? { toolName } : {}),
        ...(minTokens === undefined ? {} : { minTokens }),
      };
      expect(wants(filter, of)).toBe(asks ? plain : true);
    }),
  );
});
