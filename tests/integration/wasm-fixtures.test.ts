import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { facts } from "../../packages/host/src/border/testing/facts.ts";
import { createWasmRunners } from "../../packages/host/src/wasm/create-wasm-runners.ts";
import { stageCall, startModule } from "../../packages/host/src/wasm/testing/start-module.ts";
import { buildWasmFixtures, compilersOfFixtures, fixtures } from "../../scripts/build-wasm-fixtures.ts";

// One plugin in three languages: what is checked in is what its source makes, and all three do the same.

const runners = createWasmRunners();
afterAll(() => runners.close());

const blocks = [
  facts(1, { role: "system", tokens: 9_000 }),
  facts(2, { role: "tool_result", tokens: 51, text: "né: TODO, ★ TODO, TODOS" }),
  facts(3, { role: "tool_result", tokens: 50 }),
  facts(4, { role: "tool_result", tokens: 500, level: "trimmed" }),
  facts(5, { role: "tool_result", tokens: 500, zone: "recency", text: "nothing to do" }),
  facts(6, { role: "tool_result", tokens: 500, text: "TODO" }),
];

async function expectToBehave(bytes: Uint8Array): Promise<void> {
  const { runner } = await startModule(runners, bytes, { config: { tokens: 50 } });
  // Many calls: what a guest does not give back would run it out of memory.
  for (let turn = 0; turn < 200; turn++) {
    const { patch } = await runner.stage(stageCall(blocks));
    expect(patch.map((item) => ("block" in item ? item.block : null))).toEqual([2, 6]);
    expect(patch[0]).toEqual({ op: "level", block: 2, level: "trimmed", reason: "a long tool result" });
  }
  const { patch } = await runner.stage(stageCall(blocks, { hook: "before_emit" }));
  expect(patch).toEqual([
    { op: "note", block: 2, text: "TODO: 2, first at byte 5" },
    { op: "note", block: 6, text: "TODO: 1, first at byte 0" },
  ]);
  runner.configure({ tokens: 400 }, { blocks: { read: "metadata", write: ["level"] } });
  const changed = await runner.stage(stageCall(blocks));
  expect(changed.patch).toHaveLength(1);
  expect(runner.memory()).toBeLessThanOrEqual(2 * 1024 * 1024);
  await runner.dispose(1_000);
}

describe.each(["trim-assemblyscript", "trim-c", "trim-rust"])("%s", (name) => {
  const checkedIn = readFileSync(join(fixtures, `${name}.wasm`));

  test("behaves as the others", () => expectToBehave(checkedIn));

  test("holds no path of the machine that built it", () => {
    expect(checkedIn.toString("latin1")).not.toMatch(/\/(?:home|root|tmp|usr|work|Users)\//);
  });
});

describe("built again", () => {
  const built = buildWasmFixtures();

  test.each(built)("$name", async (one) => {
    if ("skipped" in one) {
      console.log(`skipped: ${one.name}: ${one.skipped}`);
      return;
    }
    const checkedIn = readFileSync(join(fixtures, `${one.name}.wasm`));
    if (compilersOfFixtures()[one.name] === one.compiler) expect(Buffer.compare(one.bytes, checkedIn)).toBe(0);
    else if (one.name.startsWith("trim")) await expectToBehave(one.bytes);
    else await startModule(runners, one.bytes);
  });
});
