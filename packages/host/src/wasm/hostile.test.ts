import { readFileSync } from "node:fs";
import { ApertureError } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { facts } from "../border/testing/facts.ts";
import { createWasmRunners } from "./create-wasm-runners.ts";
import { type HostileModule, loops, misbehaving, outOfBounds, refusals } from "./testing/hostile-modules.ts";
import { moduleRunner, type Started, stageCall, startModule } from "./testing/start-module.ts";

// Nobody gets out, nobody else notices: behind each hostile module another plugin's next call must work.

const runners = createWasmRunners();
const trimmer = readFileSync(new URL("../../../../tests/fixtures/plugins-wasm/trim-c.wasm", import.meta.url));
const blocks = [facts(1, { role: "tool_result", tokens: 5_000, text: `${"a".repeat(60)}!` })];
let neighbour: Started;
beforeAll(async () => {
  neighbour = await startModule(runners, trimmer, { id: "neighbour" });
});
afterAll(() => runners.close());

async function errorOf(promise: Promise<unknown>): Promise<ApertureError> {
  const error = await promise.then(
    () => new Error("it was not refused"),
    (reason: unknown) => reason,
  );
  if (!ApertureError.is(error)) throw error;
  return error;
}

async function expectContained({ bytes, when, code, reason }: HostileModule): Promise<Started> {
  const hostile = moduleRunner(runners, bytes, { limits: { startMs: 100 } });
  const starting = hostile.runner.start();
  if (when !== "start") await starting;
  const calling = when === "start" ? starting : hostile.runner.stage(stageCall(blocks, { deadlineMs: 100 }));
  if (when === "contained") expect(await calling).toMatchObject({ patch: [] });
  else {
    const error = await errorOf(calling);
    expect(error.code).toBe(code);
    if (reason) expect(error.message).toMatch(reason);
  }
  const { patch } = await neighbour.runner.stage(stageCall(blocks));
  expect(patch).toMatchObject([{ op: "level", block: 1 }]);
  expect(neighbour.gone).toEqual([]);
  return hostile;
}

describe("not run at all", () => {
  test.each(refusals)("$name", async (hostile) => {
    const { gone } = await expectContained(hostile);
    expect(gone).toEqual([]);
  });
});

describe("ended at its deadline, with the thread", () => {
  test.each(loops)("$name", async (hostile) => {
    const { gone, runner } = await expectContained(hostile);
    expect(gone).toMatchObject([{ code: "plugin_timeout" }]);
    expect(await errorOf(runner.stage(stageCall(blocks)))).toMatchObject({ code: "plugin_gone" });
  });
});

describe("pointers", () => {
  test.each(outOfBounds)("$name", async (hostile) => {
    const { runner } = await expectContained(hostile);
    await runner.dispose(1_000);
  });
});

describe("fails alone", () => {
  test.each(misbehaving)("$name", async (hostile) => {
    const { gone, runner } = await expectContained(hostile);
    expect(gone).toEqual([]);
    await runner.dispose(1_000);
  });
});
