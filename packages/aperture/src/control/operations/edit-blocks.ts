import type { EditBlocks, OperationResult } from "@aperture/sdk";
import type { z } from "zod";
import { carryOut } from "./carry-out.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { findTargets } from "./find-targets.ts";
import { logInput } from "./log-input.ts";
import { refusalOf } from "./refusal-of.ts";
import type { Wish } from "./wish.ts";
import { sayWish } from "./wording-of.ts";

/** Blocks say what somebody wrote. */
export async function editBlocks(
  context: OperationContext,
  input: z.output<typeof EditBlocks>,
  call: Call,
): Promise<OperationResult> {
  const { session, found, isSingle } = findTargets(context.store, input);
  const wishes = found.map((each): Wish => {
    if ("do" in each) return each;
    return (
      refusalOf(context, each, "edit", call, input.content) ??
      sayWish(context, each, { kind: "edit", level: "original", text: input.content })
    );
  });
  return carryOut(context, { kind: "edit", session, input: logInput(input), how: input, call, isSingle, wishes });
}
