import { describe, expect, test } from "vitest";
import { nodePort } from "../document/testing/node-port.ts";
import type { Change } from "../governor/change.ts";
import { LiveCache } from "../governor/live-cache.ts";
import { change, rules } from "../governor/testing/prompts.ts";
import { promptOf } from "./parse.ts";
import type { PipelineInput } from "./pipeline-run.ts";
import { runPipeline } from "./run.ts";
import { bodyOf, messages, pipelineRequest, stageOf, stepsWith } from "./testing/pipeline-request.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const hashOf = (block: number): string => pipelineRequest().drafts[block - 1]!.draft.hash;
const applied = (block: number, said: string, more: Partial<Change> = {}): Change =>
  change(block, said.length, {
    state: "applied",
    text: said,
    hash: nodePort.hash(said),
    originalHash: hashOf(block),
    ...more,
  });
const secret = "REDACTED_1_abc123";
const redactions = [{ value: "file", placeholder: secret }];
const run = (more: Partial<PipelineInput> = {}, body?: string, steps = stepsWith()) =>
  runPipeline(steps, pipelineRequest(body, more));

test("nothing wanted, nothing applied: the very bytes that came", () => {
  const request = pipelineRequest();
  const result = runPipeline(stepsWith(), request);
  expect(result.body).toBe(request.document.bytes);
  expect(result.edits).toEqual([]);
  expect(result.runs.at(-1)).toMatchObject({ stage: "emit", reason: "nothing is edited" });
});

test("what is applied leaves, everything else byte for byte", () => {
  const { body } = run({ changes: [applied(4, "short")] });
  expect(text(body)).toBe(bodyOf().replace("what the file says, at length", "short"));
});

test("what stages want is decided, emitted and said", () => {
  const wants = stageOf("wants", [
    { kind: "edit", block: 4, text: "short", reason: "r" },
    { kind: "insert", behind: "tail", text: "and be quick", origin: "staged:1", reason: "r" },
  ]);
  const { body, decision, runs } = run({}, undefined, stepsWith(wants));
  expect(decision?.moves.map(({ to }) => to)).toEqual(["applied", "applied"]);
  expect(text(body)).toContain('"content":"short"');
  expect(text(body)).toContain("and be quick");
  expect(runs.find(({ stage }) => stage === "decide")?.reason).toBe("2 applied, 0 wait");
});

test("before W it waits, and leaves the bytes alone", () => {
  const cache = new LiveCache();
  const first = run({ cache });
  cache.sent(first.decision!.emission, rules, 900);
  const request = pipelineRequest(
    bodyOf([...messages, { role: "assistant", content: "ok" }, { role: "user", content: "more" }]),
    {
      cache,
    },
  );
  const seen: [number, boolean][] = [];
  const wants = {
    name: "wants",
    process(blocks: Parameters<ReturnType<typeof stageOf>["process"]>[0]) {
      for (const { n, isFree } of blocks) seen.push([n, isFree]);
      return [{ kind: "edit", block: 4, text: "short", reason: "r" } as const];
    },
  };
  const { body, decision, runs } = runPipeline(stepsWith(wants), request);
  expect(body).toBe(request.document.bytes);
  expect(decision).toMatchObject({ moves: [], rewrite: null });
  expect(decision!.waiting.size).toBe(1);
  expect(seen).toEqual([
    [1, false],
    [2, false],
    [3, false],
    [4, false],
    [5, false],
    [6, true],
    [7, true],
  ]);
  expect(runs.find(({ stage }) => stage === "parse")?.reason).toMatch(/^7 blocks; \d+ tokens are cached$/);
});

test("nothing new: a stage's wish waits even where it is free; what is applied stays", () => {
  const wants = stageOf("wants", [{ kind: "edit", block: 2, text: "x", reason: "r" }]);
  const { body } = run({ nothingNew: true, changes: [applied(4, "short")] }, undefined, stepsWith(wants));
  expect(text(body)).toBe(bodyOf().replace("what the file says, at length", "short"));
});

test("a body that must stay as it is does, whatever is applied", () => {
  const twice = bodyOf().replace('"max_tokens":9', '"max_tokens":9,"max_tokens":9');
  const { body, runs } = run({ changes: [applied(4, "short"), change(2, 3, { originalHash: hashOf(2) })] }, twice);
  expect(text(body)).toBe(twice);
  expect(runs[0]?.reason).toContain("read only");
});

test("a stage that takes back what is in force: an undo, which waits or is given back with the next request", () => {
  const inForce = applied(4, "short");
  const { decision, body } = run(
    { changes: [inForce] },
    undefined,
    stepsWith(stageOf("s", [{ kind: "restore", block: 4, reason: "r" }])),
  );
  expect(decision!.moves).toMatchObject([{ change: inForce, event: "undo", to: "undo-pending" }]);
  expect(text(body)).toContain("short");
});

describe("redactions", () => {
  test("replace the value wherever it stands, also in what is applied, and count as another text", () => {
    const changes = [
      applied(2, "fix the file"),
      change(9, 3, { state: "applied", kind: "insert", originalHash: null, anchor: 5, text: "a file" }),
    ];
    const { body, baseline } = run({ redactions, changes });
    expect(text(body).replaceAll("file_path", "")).not.toContain("file");
    expect(text(body)).toContain(`fix the ${secret}`);
    expect(text(body)).toContain(`what the ${secret} says`);
    expect(text(body)).toContain(`a ${secret}`);
    const parts = baseline!.input.parts;
    expect(parts[3]).toMatchObject({
      originalHash: hashOf(4),
      hash: nodePort.hash(`what the ${secret} says, at length`),
    });
    expect(parts[4]).toMatchObject({ hash: hashOf(5), originalHash: hashOf(5) });
  });

  test("go into a call's arguments, and keep them arguments", () => {
    const { body } = run({ redactions: [{ value: "a.ts", placeholder: secret }] });
    const { messages: sent } = JSON.parse(text(body)) as { messages: { content: { input: object }[] }[] };
    expect(sent[1]!.content[0]!.input).toEqual({ file_path: secret });
  });
});

describe("promptOf", () => {
  test("marks, settings behind the frame, the client's own hashes", () => {
    const { parts, settings, automatic } = promptOf(pipelineRequest());
    expect(parts.map(({ mark }) => mark)).toEqual([false, false, false, false, true]);
    expect(parts.map(({ block }) => block)).toEqual([1, 2, 3, 4, 5]);
    expect(settings.place).toBe(1);
    expect(automatic).toBe(false);
    expect(promptOf(pipelineRequest(undefined, { rules: { ...rules, caching: "automatic" } })).automatic).toBe(true);
  });

  test("other tool choice, other settings; other sampling, the same", () => {
    const of = (more: object) =>
      promptOf(pipelineRequest(JSON.stringify({ ...JSON.parse(bodyOf()), ...more }))).settings.hash;
    expect(of({ tool_choice: { type: "any" } })).not.toBe(of({}));
    expect(of({ temperature: 0.1 })).toBe(of({}));
  });

  test("a prompt of nothing but its frame: settings stand behind it", () => {
    expect(promptOf(pipelineRequest(bodyOf([]))).settings.place).toBe(1);
  });
});

test("decide before parse is a mistake of ours, and is thrown", () => {
  const steps = stepsWith();
  expect(() => runPipeline([steps.at(-2)!], pipelineRequest())).toThrow("decide came before parse");
});
