import type { CompressInput } from "@aperture/engine/compression/contract";
import type { CompressBlocks, OperationResult } from "@aperture/sdk";
import type { z } from "zod";
import type { Store } from "../../store/contract.ts";
import { carryOut } from "./carry-out.ts";
import { CompressInputs } from "./compress-inputs.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { findTargets } from "./find-targets.ts";
import { inSlices } from "./in-slices.ts";
import { logInput } from "./log-input.ts";
import { refusalOf, refuse } from "./refusal-of.ts";
import { restoreBlocks } from "./restore-blocks.ts";
import type { Target, Wish, Wording } from "./wish.ts";
import { sayWish } from "./wording-of.ts";

type Input = z.output<typeof CompressBlocks>;

/** Milliseconds that an operation waits for outlines in all: hostile code costs a deadline each. Behind it, summaries are extracts. */
const patience = 5_000;

/** Blocks to a level; `original` is a restore. */
export async function compressBlocks(context: OperationContext, input: Input, call: Call): Promise<OperationResult> {
  const { level } = input;
  if (level === "original") return restoreBlocks(context, input, call);
  const { session, found, isSingle } = findTargets(context.store, input);
  const inputs = new CompressInputs(context.store);

  let waited = 0;
  async function prepared(about: CompressInput): Promise<void> {
    if (level !== "summarized" || waited > patience) return;
    const since = performance.now();
    await context.ready(about);
    waited += performance.now() - since;
  }

  async function wishFor(target: Target): Promise<Wish> {
    const unable = refusalOf(context, target, "compress", call);
    if (unable) return unable;
    const known = madeBefore(context.store, target, input);
    if (known) return { do: "say", ...target, wording: known };
    const about = inputs.of(target, input.keep);
    await prepared(about);
    const made = level === "original" ? null : context.compress(level, about);
    if (!made) return refuse(target, "nothing_gained", `nothing is gained at the level ${level}: it stays as it is`);
    return (
      refusalOf(context, target, "compress", call, made.text) ??
      sayWish(context, target, { kind: "compress", level, text: made.text })
    );
  }

  const wishes = await inSlices(found, async (each) => ("do" in each ? each : wishFor(each)));
  return carryOut(context, {
    kind: "compress",
    session,
    input: logInput(input),
    how: input,
    call,
    isSingle,
    wishes,
  });
}

/**
 * The text that this block has, or is to have, at this level. Made again it could be another: token counts get better, and
 * what is left out follows from what else is sent. What a provider has cached is not rewritten for that.
 */
function madeBefore(store: Store, { block, lane }: Target, { level, keep }: Input): Wording | null {
  const { pending, inForce } = lane.decisions.get(block.n) ?? {};
  const change = [pending, inForce].find(
    (each) => each?.kind === "compress" && each.level === level && each.originalHash === block.hash,
  );
  const text = change && store.contents.text(change.hash);
  if (!change || text === undefined) return null;
  const operation = change.operation === null ? undefined : store.control.operations.get(change.operation);
  if (JSON.stringify(operation?.input.keep ?? []) !== JSON.stringify(keep ?? [])) return null;
  return { kind: "compress", level, text, hash: change.hash, actor: change.actor };
}
