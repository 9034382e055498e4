import { expect, test } from "vitest";
import { nodePort } from "../document/testing/node-port.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import { RequestReader } from "./request-reader.ts";
import { recordedBlock, recordedCommands } from "./testing/recorded.ts";

function readAll(requests: readonly RecordedRequest[]) {
  const reader = new RequestReader({ port: nodePort, model: "m", marks: "5m" });
  return requests.map((request) => {
    const steps = reader.read(request);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value!;
    }
  });
}

test("every block is read as it was recorded: number, identity, text and what the wire said of it", () => {
  const blocks = [
    recordedBlock(11, { role: "system", text: "You code." }),
    recordedBlock(12, { role: "image", kind: "inlineData", text: "[image]", tokens: 300, key: "image:abc" }),
    recordedBlock(13, { role: "tool_use", kind: "function_call", toolName: "sh", text: "no JSON", key: "tool_use:x" }),
    recordedBlock(14, { role: "tool_result", kind: "functionResponse", toolName: "sh", filePaths: ["a.ts"], text: "" }),
    recordedBlock(15, { role: "other", kind: "document", text: "[pdf]", signed: true }),
  ];
  const [read] = readAll([{ turn: 7, at: 5, blocks }]);
  expect(read!.numbers).toEqual([11, 12, 13, 14, 15]);
  expect([read!.turn, read!.at]).toEqual([7, 5]);
  for (const [index, { draft }] of read!.drafts.entries()) {
    const { role, key, hash } = blocks[index]!;
    expect(draft).toMatchObject({ role, key, hash, text: blocks[index]!.text() });
  }
  expect(read!.drafts[1]!.draft).toMatchObject({ tokens: 300, keepRaw: true });
  expect(read!.drafts[3]!.draft).toMatchObject({ toolName: "sh", filePaths: ["a.ts"] });
  expect(read!.drafts[4]!.draft.signed).toBe(true);
});

test("what a request adds is all that is read of it", () => {
  const read = readAll(recordedCommands(40, { lines: 200 }));
  const last = read.at(-1)!;
  expect(last.document.bytes.length).toBeGreaterThan(100_000);
  // Two messages whose marks moved, and the newest two.
  expect(last.document.scanned).toBeLessThan(last.document.bytes.length / 5);
  expect(last.firstTurn(last.numbers.at(-1)!)).toBe(40);
  expect(last.firstTurn(3)).toBe(2);
});
