import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { facts } from "../border/testing/facts.ts";
import { createWasmRunners } from "./create-wasm-runners.ts";
import { stageCall, startModule } from "./testing/start-module.ts";

const runners = createWasmRunners();
afterAll(() => runners.close());
const trimmer = readFileSync(new URL("../../../../tests/fixtures/plugins-wasm/trim-c.wasm", import.meta.url));

test("a module's patch comes back as the shared schema reads it", async () => {
  const { runner, used } = await startModule(runners, trimmer, { config: { tokens: 50 } });
  const blocks = [
    facts(1, { role: "tool_result", tokens: 500 }),
    facts(2, { role: "tool_result", tokens: 10 }),
    facts(3, { role: "tool_result", tokens: 500, zone: "recency" }),
    facts(4, { role: "tool_result", tokens: 51 }),
  ];
  const { patch } = await runner.stage(stageCall(blocks));
  const level = { op: "level", level: "trimmed", reason: "a long tool result" };
  expect(patch).toEqual([
    { ...level, block: 1 },
    { ...level, block: 4 },
  ]);
  expect(used).toEqual(["blocks.read:metadata"]);
});

test("text is searched beside it, in bytes of UTF-8", async () => {
  const { runner, used } = await startModule(runners, trimmer);
  const { patch } = await runner.stage(
    stageCall([facts(7, { text: "né TODO, ★ TODO TODOS" })], { hook: "before_emit" }),
  );
  expect(patch).toEqual([{ op: "note", block: 7, text: "TODO: 2, first at byte 4" }]);
  expect(used).toEqual(["blocks.read:metadata", "blocks.read:content"]);
});
