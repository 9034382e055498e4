import { expect, test } from "vitest";
import { answerEvents } from "./answer-events.ts";
import { conversation } from "./conversation.ts";

const size = JSON.stringify(conversation).length;
const calls = conversation.steps.flatMap((step) => step.calls ?? []);

test("it is long enough to be interesting and short enough to watch", () => {
  expect(conversation.steps.length).toBeGreaterThanOrEqual(12);
  expect(size).toBeGreaterThan(60_000);
  expect(size).toBeLessThan(120_000);
  const streamed = conversation.steps.flatMap((step, index) =>
    answerEvents({ step, index, model: "m", usage: { output_tokens: 1 } }),
  );
  const seconds = streamed.reduce((sum, event) => sum + event.pause, calls.length * 2_000) / 1_000;
  console.log(
    `demo: ${conversation.steps.length} turns, ${(size / 1_000).toFixed(0)} KB, ${seconds.toFixed(0)} s at speed 1`,
  );
  expect(seconds).toBeGreaterThan(50);
  expect(seconds).toBeLessThan(100);
});

test("only tools that exist are called, with the arguments they require", () => {
  for (const call of calls) {
    const tool = conversation.tools.find((candidate) => candidate.name === call.name);
    expect(tool, call.name).toBeDefined();
    const { required, properties } = tool!.input_schema as { required: string[]; properties: object };
    expect(Object.keys(call.input)).toEqual(expect.arrayContaining(required));
    for (const name of Object.keys(call.input)) expect(Object.keys(properties)).toContain(name);
  }
});

test("an edit replaces a passage of a file that was read before", () => {
  const read = new Map<string, string>();
  for (const { name, input, result } of calls) {
    if (name === "Read") read.set(String(input.file_path), result.replace(/^ *\d+\t/gm, ""));
    if (name === "Edit") expect(read.get(String(input.file_path))).toContain(String(input.old_string));
  }
});

test("it tells the truth: the reports fail before the fix and pass after it", () => {
  const reports = calls.filter((call) => call.name === "Test").map((call) => call.result);
  expect(reports[0]).toContain('Received: "2026-03-30"');
  for (const report of reports.slice(-4)) expect(report).not.toContain("FAIL");
  const oldCode = calls.find((call) => String(call.input.command).startsWith("git stash"));
  expect(oldCode?.result).toContain("4 failed | 24 passed (28)");
  expect(conversation.steps.at(-1)?.calls).toBeUndefined();
});
