import { describe, expect, test } from "vitest";
import { laneOf } from "../../testing-kit/lane-of.ts";
import { block } from "../../testing-kit/test-block.ts";
import { createPlainPort } from "../port/plain-port.ts";
import { everything, manifestWith } from "../testing/in-stage.ts";
import { runHook } from "./run-hook.ts";

function run(plugin: unknown, hook = "after_zone"): readonly unknown[] {
  const manifest = manifestWith(everything, hook);
  const port = createPlainPort({
    manifest: JSON.stringify(manifest),
    stored: new Map(),
    quota: () => null,
    ask: () => Promise.reject(new Error()),
    log: () => {},
  });
  port.begin(laneOf([block({ n: 1 })], manifest.permissions, 1), 1);
  runHook(plugin, hook, port, '{"turn":1}', '{"level":"trimmed"}');
  return port.end().items;
}

const recorded = [{ op: "level", block: 1, level: "trimmed" }];

test("a plugin of definePlugin: the handler of the hook, called on its table", () => {
  const plugin = {
    stages: {
      name: "mine",
      after_zone(this: { name: string }, blocks: never, ctx: { config: { level: string } }) {
        expect(this.name).toBe("mine");
        (blocks as { level(level: string): void }).level(ctx.config.level);
      },
    },
  };
  expect(run(plugin)).toEqual(recorded);
});

test("the trait: process, with the settings between blocks and ctx", () => {
  const plugin = {
    stage: "after_zone",
    process(this: unknown, blocks: { level(level: string): void }, config: { level: string }, ctx: { log: object }) {
      expect(this).toBe(plugin);
      expect(ctx.log).toBeDefined();
      blocks.level(config.level);
    },
  };
  expect(run(plugin)).toEqual(recorded);
  expect(() => run(plugin, "after_budget")).toThrow("the plugin handles no stage after_budget");
});

describe("what is no plugin, or no handler", () => {
  test.each([[undefined], [null], ["plugin"], [() => {}]])("%s", (plugin) => {
    expect(() => run(plugin)).toThrow(/no plugin: export default definePlugin/);
  });

  test.each([
    ["nothing", {}],
    ["another stage", { stages: { after_budget() {} } }],
    ["no function", { stages: { after_zone: 5 } }],
    ["no table", { stages: null }],
    ["an inherited one", { stages: Object.create({ after_zone() {} }) }],
    ["a trait without process", { stage: "after_zone" }],
  ])("%s", (_, plugin) => {
    expect(() => run(plugin)).toThrow("the plugin handles no stage after_zone");
  });

  test("what every object inherits is no stage", () => {
    expect(() => run({ stages: {} }, "after_zone")).toThrow(/handles no stage/);
    const manifest = JSON.stringify(manifestWith({}));
    const port = createPlainPort({ manifest, stored: new Map(), quota: () => null, ask: async () => null, log() {} });
    for (const name of ["constructor", "toString", "__proto__"])
      expect(() => runHook({ stages: {} }, name, port, "{}", "{}")).toThrow(/handles no stage/);
  });
});

test("a promise is refused: nobody would wait for it", () => {
  const message = /after_zone is a promise: stages are synchronous/;
  expect(() => run({ stages: { async after_zone() {} } })).toThrow(message);
  expect(() => run({ stage: "after_zone", process: () => Promise.resolve() })).toThrow(message);
});

test("what a plugin throws comes through as it was", () => {
  const thrown = { odd: true };
  const plugin = {
    stages: {
      after_zone() {
        throw thrown;
      },
    },
  };
  let caught: unknown;
  try {
    run(plugin);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBe(thrown);
});
