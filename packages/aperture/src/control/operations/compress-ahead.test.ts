import { createEnforceBudget } from "@aperture/engine/budget/enforce-budget";
import { createCompress } from "@aperture/engine/compression/compress";
import type { CompressInput } from "@aperture/engine/compression/contract";
import { outlineQuestions } from "@aperture/engine/compression/summarize/outline-questions";
import { stageBlock, stageContext } from "@aperture/engine/stage/testing/stage-block";
import type { CompressionLevel } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGrammars, type Grammars } from "../grammars.ts";
import { openTestStore, type TestStore, tellSession } from "../testing/open-test-store.ts";
import { asUser, createTestOperations, plainly } from "../testing/test-operations.ts";

let opened: TestStore;
let grammars: Grammars;
beforeEach(() => {
  opened = openTestStore();
  grammars = createGrammars({ deadline: 20_000 });
});
afterEach(async () => {
  await grammars.close();
  opened.close();
});

const body = "  const sum = left + right;\n  return sum * 2;\n".repeat(4);
const file = Array.from(
  { length: 12 },
  (_, n) => `export function name${n}(left: number, right: number) {\n${body}}`,
).join("\n");
const parts = [
  { role: "user", text: "Look." },
  { role: "tool_result", text: file, meta: { toolName: "Read", filePaths: ["src/a.ts"] } },
] as const;
const prepare = async (input: CompressInput): Promise<void> => {
  for (const question of outlineQuestions(input)) await grammars.prepare(question);
};

test("an operation waits for the outline, which no look-up would have found", async () => {
  const { ids, blocks } = tellSession(opened.store, parts);
  const compress = createCompress({ skeleton: grammars.skeleton });
  const { operations } = createTestOperations(opened.store, { compress, ready: prepare });
  await operations.compress({ ids: [ids[1]!], level: "summarized", ...plainly }, asUser);
  const [change] = opened.store.control.changes.ofBlock(blocks[1]!.n);
  const text = opened.store.contents.text(change!.hash)!;
  expect(text).toMatch(/^\[outline of src\/a\.ts, /);
  expect(text).toContain("export function name11(left: number, right: number) …");
});

test("only summaries have outlines: for the other levels nothing is waited for", async () => {
  const { ids } = tellSession(opened.store, parts);
  const asked: (string | undefined)[] = [];
  const ready = async ({ filePaths }: CompressInput): Promise<void> => {
    asked.push(filePaths?.[0]);
  };
  const { operations } = createTestOperations(opened.store, { ready });
  const compress = (level: CompressionLevel) => operations.compress({ ids, level, ...plainly, dryRun: true }, asUser);
  await compress("trimmed");
  await compress("minimal");
  expect(asked).toEqual([]);
  await compress("summarized");
  expect(asked).toEqual([undefined, "src/a.ts"]);
});

test("a budget takes what was made ahead, and goes without where it was not", async () => {
  const summaryOf = (n: number): string | undefined => {
    const stage = createEnforceBudget({
      budgetOf: () => ({ limit: 1_000, strategy: "condense", lowWater: 0.5 }),
      compress: createCompress({ skeleton: grammars.skeleton }),
      stalenessOf: (blocks) => blocks.map(() => 0),
    });
    const read = stageBlock({ n, text: file, tokens: 1_000, toolName: "Read", filePaths: ["src/a.ts"], age: 9 });
    const end = Array.from({ length: 8 }, (_, index) => stageBlock({ n: n + 1 + index, zone: "recency", tokens: 1 }));
    const result = stage.process([read, ...end], stageContext({ tokens: 1_008, limit: 1_000 }));
    const [intent] = "intents" in result ? result.intents : result;
    return intent?.kind === "compress" ? intent.text : undefined;
  };
  // Synchronously: nothing can have been waited for.
  expect(summaryOf(1)).not.toMatch(/^\[outline/);
  expect(grammars.loaded()).toEqual([]);
  await prepare({ text: file, role: "tool_result", toolName: "Read", filePaths: ["src/a.ts"] });
  expect(summaryOf(1)).toMatch(/^\[outline of src\/a\.ts, /);
});
