import type { OperationResult } from "@aperture/sdk";
import type { Invocation } from "../define-command.ts";
import { exitCodes } from "../exit-codes.ts";
import { describeResult } from "./describe-result.ts";

/** Prints what came of an operation; the command ends with 5 where every item was refused. */
export function reportResult({ context, output }: Invocation, result: OperationResult): void {
  output.data(result, () => describeResult(result));
  const { items, summary } = result;
  if (items.length > 0 && summary.refused === items.length) context.exitCode = exitCodes.invalid;
}
