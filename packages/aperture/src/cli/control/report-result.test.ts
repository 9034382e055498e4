import { PassThrough } from "node:stream";
import type { ItemStatus, OperationResult } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { CliContext } from "../cli-context.ts";
import type { Invocation } from "../define-command.ts";
import { createOutput } from "../output.ts";
import { reportResult } from "./report-result.ts";

/** The exit code and stdout of a command that reports these statuses. */
function report(statuses: readonly ItemStatus[], json = false) {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const context: CliContext = { env: {}, cwd: "/", ...streams, exitCode: 0 };
  const result: OperationResult = {
    operation: null,
    dryRun: false,
    items: statuses.map((status, index) => ({
      id: `block-${index}`,
      lane: "lane-1",
      status,
      code: null,
      reason: "because",
      change: null,
      price: null,
      tokensBefore: 5,
      tokensAfter: 5,
    })),
    price: { tokensSaved: 0, rewrittenTokens: 0, costNow: 0, turnsToPayBack: null, estimated: false },
    summary: { recorded: 0, nextRequest: 0, pending: 0, refused: statuses.filter((each) => each === "refused").length },
  };
  const output = createOutput(context, json);
  reportResult({ context, output } as Invocation, result);
  return { exit: context.exitCode, stdout: String(streams.stdout.read() ?? ""), result };
}

test.each<[ItemStatus[], number]>([
  [["refused"], 5],
  [["refused", "refused"], 5],
  [["refused", "pending"], 0],
  [["recorded"], 0],
  [[], 0],
])("%j ends with %i", (statuses, exit) => expect(report(statuses).exit).toBe(exit));

test("with --json the answer is the API's own, and the exit code the same", () => {
  const { stdout, result, exit } = report(["refused"], true);
  expect(JSON.parse(stdout)).toEqual(result);
  expect(exit).toBe(5);
});
