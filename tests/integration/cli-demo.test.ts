import { afterEach, beforeEach, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../support/cli-sandbox.ts";
import { eventually } from "../support/eventually.ts";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await createSandbox();
});
afterEach(() => sandbox.close());

test.each([
  ["while it plays", "1", "you: "],
  ["when it has played", "1000", "That was the conversation."],
])("Ctrl-C ends the demo as it should end, %s: exit 0 and no word of an error", async (_, speed, told) => {
  const demo = sandbox.start(["demo", "--speed", speed]);
  await eventually(() => demo.output().includes(told) || undefined, `it says ${told}`);
  demo.child.kill("SIGINT");
  const { code, stderr } = await demo.finished;
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/error|abort|\[object/i);
  await expect(fetch(`http://127.0.0.1:${sandbox.ports.api}/api/v1/health`)).rejects.toThrow();
});
