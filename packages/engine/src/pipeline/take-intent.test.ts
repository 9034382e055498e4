import { describe, expect, test } from "vitest";
import { change } from "../governor/testing/prompts.ts";
import type { Intent } from "../stage/intent.ts";
import type { PipelineInput } from "./pipeline-run.ts";
import { runPipeline } from "./run.ts";
import { bodyOf, messages, pipelineRequest, stageOf, stepsWith } from "./testing/pipeline-request.ts";

/** What comes of intents of the stage `wants`: what it created, and what it was told. */
function want(intents: readonly Intent[], more: Partial<PipelineInput> = {}, body?: string) {
  const result = runPipeline(stepsWith(stageOf("wants", intents)), pipelineRequest(body, more));
  return { ...result, told: result.runs.find(({ stage }) => stage === "wants")?.reason ?? null };
}
const reason = "because";

describe("a change of a block", () => {
  test("an edit carries its text, hash and tokens, and what it was made from", () => {
    const { created, reasons } = want([{ kind: "edit", block: 4, text: "short", reason }]);
    const hash = pipelineRequest().hash("short");
    const originalHash = pipelineRequest().drafts[3]!.draft.hash;
    expect(created).toEqual([
      {
        ...{
          n: -1,
          operation: null,
          lane: 1,
          block: 4,
          kind: "edit",
          level: "original",
          actor: "wants",
          text: "short",
        },
        ...{ hash, originalHash, anchor: null, forced: false, state: "pending", tokens: 5, appliedTurn: null },
      },
    ]);
    expect(reasons.get(created[0]!)).toBe(reason);
  });

  test("a removal leaves a placeholder that says what was there", () => {
    const { created } = want([{ kind: "remove", block: 4, reason }]);
    expect(created).toMatchObject([{ kind: "remove", level: "minimal", text: expect.stringMatching(/^\[removed: /) }]);
  });

  test("compressing makes its text by the level's function, which knows the block", () => {
    const asked: unknown[] = [];
    const compress: PipelineInput["compress"] = (level, input) => {
      asked.push({ level, ...input });
      return { text: "shorter", content: "prose", note: "" };
    };
    const { created } = want([{ kind: "compress", block: 4, level: "trimmed", reason }], { compress });
    expect(created).toMatchObject([{ kind: "compress", level: "trimmed", text: "shorter", tokens: 7 }]);
    expect(asked).toMatchObject([
      { level: "trimmed", text: "what the file says, at length", role: "tool_result", id: "block-4", tokens: 29 },
    ]);
  });

  test.each([
    ["no function for it", {}],
    ["as long as before", { compress: () => ({ text: "x".repeat(29), content: "prose", note: "" }) }],
  ] satisfies [string, Partial<PipelineInput>][])("compressing that gains nothing (%s) is refused", (_, more) => {
    const { created, told } = want([{ kind: "compress", block: 4, level: "trimmed", reason }], more);
    expect([created, told]).toEqual([[], "1 refused: nothing would be gained from block-4"]);
  });

  test("it is measured against what is sent, not against the original", () => {
    const applied = change(4, 5, { state: "applied", originalHash: pipelineRequest().drafts[3]!.draft.hash });
    const { told } = want([{ kind: "compress", block: 4, level: "minimal", text: "123456", reason }], {
      changes: [applied],
    });
    expect(told).toContain("nothing would be gained");
  });

  test("what the wire does not take is refused with the dialect's reason", () => {
    const { created, told } = want([{ kind: "edit", block: 3, text: "no arguments", reason }]);
    expect(created).toEqual([]);
    expect(told).toMatch(/^1 refused: /);
  });

  test("what is pinned is the user's: a stage may not, the user and what is forced may", () => {
    const pins = new Map([[4, "top" as const]]);
    const edit = { kind: "edit", block: 4, text: "x", reason } as const;
    expect(want([edit], { pins }).told).toBe("1 refused: block-4 is pinned");
    expect(want([{ ...edit, actor: "user" }], { pins }).created).toMatchObject([{ actor: "user" }]);
    expect(want([{ ...edit, forced: true }], { pins }).created).toMatchObject([{ forced: true }]);
  });

  test("what somebody took back is not done again, unless by the user or forced", () => {
    const restored = new Set([4]);
    const edit = { kind: "edit", block: 4, text: "x", reason } as const;
    expect(want([edit], { restored }).told).toBe("1 refused: a change of block-4 was taken back");
    expect(want([{ ...edit, actor: "user" }], { restored }).created).toHaveLength(1);
    expect(want([{ ...edit, forced: true }], { restored }).created).toHaveLength(1);
  });

  test.each(["pending", "applied"] as const)(
    "what the user changed (%s) no plugin changes, unless it protects",
    (state) => {
      const changes = [change(4, 5, { actor: "user", state })];
      const edit = { kind: "edit", block: 4, text: "other", reason, actor: "plugin:p" } as const;
      const { created, told } = want([edit], { changes });
      expect(created).toEqual([]);
      expect(told).toContain("the user decided what block-4 says");
      expect(want([{ ...edit, forced: true }], { changes }).created).toHaveLength(1);
      expect(
        want([{ ...edit, actor: "plugin:p" }], { changes: [change(4, 5, { actor: "user", state: "withdrawn" })] })
          .created,
      ).toHaveLength(1);
    },
  );

  test("no plugin takes off a pin, to change what it held", () => {
    const actor = "plugin:p";
    const { created, told } = want([
      { kind: "pin", block: 4, pinned: "top", reason },
      { kind: "pin", block: 4, pinned: null, reason, actor },
      { kind: "remove", block: 4, reason, actor },
    ]);
    expect(created).toEqual([]);
    expect(told).toContain("block-4 is pinned");
  });

  test("a pin of an earlier stage counts", () => {
    expect(
      want([
        { kind: "pin", block: 4, pinned: "bottom", reason },
        { kind: "remove", block: 4, reason },
      ]).told,
    ).toBe("1 refused: block-4 is pinned");
  });

  test("a body that must stay as it is takes none", () => {
    const twice = bodyOf().replace('"max_tokens":9', '"max_tokens":9,"max_tokens":9');
    const intents = [
      { kind: "edit", block: 4, text: "x", reason } as const,
      { kind: "insert", behind: "tail", text: "x", origin: "o", reason } as const,
    ];
    const { created, told, body } = want(intents, {}, twice);
    expect(created).toEqual([]);
    expect(told).toMatch(/^2 refused: /);
    expect(Buffer.from(body).toString()).toBe(twice);
  });
});

describe("an inserted text", () => {
  const insert = (behind: number | "tail" | "system", text = "note") =>
    ({ kind: "insert", behind, text, origin: "staged:3", reason }) as const;

  test.each([
    ["tail", 5],
    ["system", null],
    [2, 2],
  ] as const)("behind %s", (behind, anchor) => {
    const { created, origins } = want([insert(behind)]);
    expect(created).toMatchObject([
      { kind: "insert", block: -1, anchor, originalHash: null, tokens: 4, level: "original" },
    ]);
    expect(origins.get(-1)).toBe("staged:3");
  });

  test("the tail is the client's last word, not the model's", () => {
    const prefilled = bodyOf([...messages, { role: "assistant", content: "Well," }]);
    expect(want([insert("tail")], {}, prefilled).created).toMatchObject([{ anchor: 5 }]);
  });

  test("two are two blocks", () => {
    expect(want([insert("tail", "a"), insert("tail", "b")]).created.map(({ block, n }) => [block, n])).toEqual([
      [-1, -1],
      [-2, -2],
    ]);
  });

  test("behind a block that is not there, or where the wire has no place for a text: refused", () => {
    expect(want([insert(99)]).told).toBe("1 refused: there is no such place in this request");
    const withTools = bodyOf().replace('"max_tokens"', '"tools":[{"name":"Read","input_schema":{}}],"max_tokens"');
    const { created, told } = want([insert(1)], {}, withTools);
    expect(created).toEqual([]);
    expect(told).toMatch(/^1 refused: (?!there is no such)/);
  });
});

describe("restoring", () => {
  const inForce = (state: "applied" | "undo-pending") =>
    change(4, 5, { state, originalHash: pipelineRequest().drafts[3]!.draft.hash });
  test("takes back what is in force, once", () => {
    const applied = inForce("applied");
    expect(want([{ kind: "restore", block: 4, reason }], { changes: [applied] }).takenBack).toEqual([applied]);
    const undoing = inForce("undo-pending");
    expect(want([{ kind: "restore", block: 4, reason }], { changes: [undoing] })).toMatchObject({
      takenBack: [],
      told: null,
    });
  });
  test("where nothing is applied says so", () => {
    expect(want([{ kind: "restore", block: 4, reason }]).told).toBe("1 refused: nothing is applied to block-4");
  });
});

test("zones and pins show in what later stages see, and change no byte; where nothing new is done that is all", () => {
  const seen: unknown[] = [];
  const first = stageOf("first", [
    { kind: "zone", block: 4, zone: "recency", reason },
    { kind: "pin", block: 4, pinned: "bottom", reason },
    { kind: "remove", block: 2, reason, actor: "rule:1" },
  ]);
  const request = pipelineRequest(undefined, { nothingNew: true });
  const second = {
    name: "second",
    process(blocks: Parameters<typeof first.process>[0]) {
      for (const { n, zone, pinned, isPending } of blocks) seen.push([n, zone, pinned, isPending]);
      return [];
    },
  };
  const { body } = runPipeline(
    stepsWith((at) => (at === "after_zone" ? [first, second] : [])),
    request,
  );
  expect(seen[3]).toEqual([4, "recency", "bottom", false]);
  expect(seen[1]).toEqual([2, "middle", null, false]);
  expect(body).toBe(request.document.bytes);
});
