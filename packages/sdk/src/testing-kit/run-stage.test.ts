import { describe, expect, test } from "vitest";
import { definePlugin, type PipelinePlugin } from "../plugin.ts";
import { block, conversation, runStage, StageProblems, type StageSettings } from "../testing.ts";

const base = { name: "tried", version: "1.0.0", apiVersion: 1, runtime: "js", entry: "plugin.js" } as const;
const shorten = definePlugin(
  {
    ...base,
    stages: [{ at: "after_zone" }],
    permissions: { blocks: { read: "content", write: ["level"] }, storage: "1kb" },
    config: { type: "object", properties: { most: { type: "integer", default: 100 } } },
  },
  {
    stages: {
      after_zone(blocks, ctx) {
        blocks
          .where({
            role: "tool_result",
            minTokens: ctx.config.most,
            pinned: false,
            isEditable: true,
            level: "original",
          })
          .level("trimmed");
        ctx.storage.set("calls", Number(ctx.storage.get("calls") ?? 0) + 1);
        ctx.log.info("looked at", blocks.length);
      },
    },
  },
);

test("five lines: blocks in, what the stage brought about out", () => {
  const blocks = [block({ role: "system" }), block({ role: "tool_result", tokens: 900 })];
  const outcome = runStage(shorten, blocks, { most: 500 });
  expect(outcome.patch).toEqual([{ op: "level", block: 2, level: "trimmed" }]);
  expect(outcome.blocks[1]).toMatchObject({ n: 2, level: "trimmed", tokens: 450, originalTokens: 900 });
  expect(outcome.tokensBefore - outcome.tokensAfter).toBe(450);
  expect(outcome.stored).toEqual({ calls: 1 });
  expect(outcome.logs).toEqual(["info: looked at 2"]);
  expect(outcome.ms).toBeGreaterThanOrEqual(0);
});

test("settings have the manifest's defaults, and what was kept before is there", () => {
  const blocks = [block({ role: "tool_result", tokens: 99 }), block({ role: "tool_result", tokens: 100 })];
  const outcome = runStage(shorten, blocks, {}, { stored: { calls: 6 } });
  expect(outcome.patch).toEqual([{ op: "level", block: 2, level: "trimmed" }]);
  expect(outcome.stored).toEqual({ calls: 7 });
});

test("everything that a stage may do is brought about", () => {
  const outcome = runStage(
    stage((blocks, ctx) => {
      const numbered = (n: number) => blocks.find((each) => each.n === n)!;
      numbered(2).content("shorter");
      numbered(3).remove();
      numbered(4).toZone("recency");
      numbered(4).pin("bottom");
      blocks.insert({ behind: numbered(1), text: "put in", key: "k" });
      blocks.insert({ behind: "tail", text: "at the end", key: "k2" });
      numbered(2).redact("hunter22");
      ctx.stage({ key: "s", text: "later" });
      ctx.unstage("other");
      ctx.note("seen", numbered(2));
      numbered(5).toLevel("minimal");
    }),
    Array.from({ length: 5 }, () => block({ tokens: 100 })),
  );
  expect(outcome.blocks.map(({ n }) => n)).toEqual([1, 6, 2, 3, 4, 5, 7]);
  expect([...outcome.sent]).toEqual([
    [2, "shorter"],
    [3, null],
  ]);
  expect(outcome.blocks.find(({ n }) => n === 3)?.tokens).toBe(15);
  expect(outcome.blocks.find(({ n }) => n === 4)).toMatchObject({ zone: "recency", pinned: "bottom" });
  expect(outcome.blocks.find(({ n }) => n === 5)).toMatchObject({ level: "minimal", tokens: 5 });
});

type Process = PipelinePlugin<typeof everything>["process"];
const everything = {
  name: "tried",
  version: "1.0.0",
  permissions: {
    blocks: { read: "content", write: ["zone", "pin", "level", "content", "remove", "insert", "redact"] as string[] },
    staging: true,
    notes: true,
  },
};

/** A plugin of one stage, which may do everything. */
const stage = (run: (blocks: Parameters<Process>[0], ctx: Parameters<Process>[2]) => void) => ({
  name: "tried",
  version: "1.0.0",
  stage: "after_zone",
  process: (blocks: Parameters<Process>[0], _config: unknown, ctx: Parameters<Process>[2]) => run(blocks, ctx),
});

/** The sentences of what it breaks. */
function problems(plugin: object, blocks = [block({})], settings: StageSettings = {}): readonly string[] {
  try {
    runStage(plugin, blocks, {}, settings);
  } catch (error) {
    if (error instanceof StageProblems) return error.problems;
    throw error;
  }
  return [];
}

describe("what every stage must hold", () => {
  test("pins are kept", () => {
    const pinned = [block({ role: "tool_result", toolName: "Bash", pinned: "top" })];
    expect(
      problems(
        stage((blocks) => blocks.level("trimmed")),
        pinned,
      ),
    ).toEqual([
      "pins are kept: block-1 (tool_result of Bash) is pinned, and it wants level; leave out `pinned` blocks",
    ]);
    for (const break_ of [
      stage((blocks) => blocks.remove()),
      stage((blocks) => blocks.content("x")),
      stage((blocks) => blocks.zone("recency")),
    ])
      expect(problems(break_, pinned)[0]).toMatch(/^pins are kept/);
    expect(
      problems(
        stage((blocks) => blocks.level("original").pin(null)),
        pinned,
      ),
    ).toEqual([]);
  });

  test("calls and their results stay together", () => {
    const pair = [
      block({ role: "tool_use", toolName: "Read", toolId: "t" }),
      block({ role: "tool_use", toolName: "Bash", toolId: "u" }),
      block({ role: "tool_result", toolName: "Read", toolId: "t" }),
      block({ role: "tool_result", toolName: "Bash", toolId: "u" }),
    ];
    const behind = (place: number) =>
      stage((blocks) => blocks.insert({ behind: blocks.at(place)!, text: "x", key: "k" }));
    for (const place of [0, 1, 2])
      expect(problems(behind(place), pair)).toEqual([
        `it inserts behind block-${place + 1}, between the call of ${pair[place]!.toolName} and its result`,
      ]);
    expect(problems(behind(3), pair)).toEqual([]);
  });

  test("the same for the same input", () => {
    let calls = 0;
    const [problem] = problems(stage((blocks) => (calls++ === 0 ? blocks.level("trimmed") : blocks.pin())));
    expect(problem).toBe("it is not deterministic: the same blocks gave level of block-1, then pin of block-1");
    calls = 0;
    expect(problems(stage((blocks) => (calls++ > 0 ? blocks.pin() : undefined)))[0]).toMatch(/gave nothing, then pin/);
  });

  test("nothing more to do on its own result", () => {
    const next = { original: "trimmed", trimmed: "summarized", summarized: "minimal", minimal: "minimal" } as const;
    expect(problems(stage((blocks) => blocks.map((each) => each.toLevel(next[each.level]))))).toEqual([
      "it is not idempotent: on its own result it still wants level of block-1",
    ]);
    const growing = stage((blocks, ctx) => ctx.stage({ key: "k", text: "x".repeat(blocks.tokens) }));
    expect(problems(growing)).toEqual([]);
    const many = stage((blocks) => blocks.insert({ behind: "tail", text: "x", key: `k${blocks.length}` }));
    expect(problems(many)).toEqual(["it is not idempotent: on its own result it still wants insert"]);
    const each = stage((blocks) => blocks.map((one) => one.toLevel(next[one.level])));
    expect(
      problems(
        each,
        Array.from({ length: 9 }, () => block({})),
      )[0],
    ).toMatch(/block-5 and 4 more$/);
  });

  test("within its deadline", () => {
    const manifest = { ...base, stages: [{ at: "after_zone", deadlineMs: 5 }] };
    const slow = {
      manifest,
      stages: {
        after_zone() {
          const end = performance.now() + 8;
          while (performance.now() < end);
        },
      },
    };
    expect(problems(slow)[0]).toMatch(/^it took \d+\.\d ms; its deadline is 5 ms$/);
  });

  test("within the request's limit", () => {
    const adding = stage((blocks) => blocks.insert({ behind: "tail", text: "x".repeat(400), key: "k" }));
    expect(problems(adding, [block({ tokens: 50 })], { request: { limit: 100 } })).toEqual([
      "it makes the request longer than its limit: 150 tokens of 100",
    ]);
    expect(problems(adding, [block({ tokens: 50 })], { request: { limit: 200 } })).toEqual([]);
  });

  test("nothing that the host would refuse", () => {
    const signed = [block({ role: "thinking" })];
    expect(
      problems(
        stage((blocks) => blocks.remove()),
        signed,
      )[0],
    ).toMatch(/signed or encrypted.*isEditable/);
    expect(problems(stage((blocks) => blocks.content("")))[0]).toMatch(/would be empty.*remove\(\)/);
    const granted = {
      manifest: { ...base, permissions: { blocks: { write: ["level"], roles: ["user"], zones: ["middle"] } } },
      stages: { after_zone: (blocks: { level(level: string): void }) => blocks.level("trimmed") },
    };
    expect(problems(granted, [block({ role: "assistant", zone: "recency" })])).toEqual([
      "it changes block-1 (assistant): its permissions have only the roles user",
      "it changes block-1 (assistant) in recency: its permissions have only the zones middle",
    ]);
    const note = stage((_, ctx) => ctx.note(""));
    expect(() => problems(note)).toThrow(/the host would refuse \{"op":"note".*text Too small/);
  });
});

test("what it throws comes through; what is no plugin is told", () => {
  expect(() => runStage({ name: "x", version: "1.0.0" }, [])).toThrow(/handles no stage/);
  expect(() => runStage({ manifest: { ...base, runtime: "jss" }, stages: {} }, [])).toThrow(/did you mean "js"/);
  expect(() => runStage(shorten, [block({ n: 3 }), block({ n: 3 })])).toThrow(/two blocks have the same number/);
  expect(() => runStage(shorten, [], {}, { hook: "after_budget" })).toThrow(/handles no stage after_budget/);
});

test("before_parse has no blocks; a made conversation holds", () => {
  const early = {
    name: "tried",
    version: "1.0.0",
    stage: "before_parse",
    process(blocks: { length: number }, _: unknown, ctx: { request: { set(change: object): void } }) {
      ctx.request.set({ model: `m${blocks.length}` });
    },
  };
  expect(runStage(early, conversation(5)).patch).toEqual([{ op: "model", model: "m0" }]);
});
