import { ghostOf } from "@aperture/engine/compression/ghost";
import type { OperationResult, RemoveBlocks } from "@aperture/sdk";
import type { z } from "zod";
import { carryOut } from "./carry-out.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { findTargets } from "./find-targets.ts";
import { logInput } from "./log-input.ts";
import { refusalOf } from "./refusal-of.ts";
import type { Wish } from "./wish.ts";
import { sayWish } from "./wording-of.ts";

/** A placeholder stays of each: at most 15 tokens that say what was there. What was inserted goes whole. */
export async function removeBlocks(
  context: OperationContext,
  input: z.output<typeof RemoveBlocks>,
  call: Call,
): Promise<OperationResult> {
  const { session, found, isSingle } = findTargets(context.store, input);
  const wishes = found.map((each): Wish => {
    if ("do" in each) return each;
    const { block } = each;
    const text = ghostOf({ role: block.role, ...block.meta });
    const refusal = refusalOf(context, each, "remove", call, text);
    if (refusal) return refusal;
    if (block.origin !== "client") return { do: "give-back", ...each };
    return sayWish(context, each, { kind: "remove", level: "minimal", text });
  });
  return carryOut(context, { kind: "remove", session, input: logInput(input), how: input, call, isSingle, wishes });
}
