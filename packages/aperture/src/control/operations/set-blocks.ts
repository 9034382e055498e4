import type { MoveBlocks, OperationResult, PinBlocks } from "@aperture/sdk";
import type { z } from "zod";
import type { BlockSettings } from "../../store/control-records.ts";
import { carryOut } from "./carry-out.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { findTargets } from "./find-targets.ts";
import { logInput } from "./log-input.ts";
import { refuse } from "./refusal-of.ts";
import type { Target, Wish } from "./wish.ts";

/** Holds blocks at an end of the context; nothing but the user shortens them then. */
export function pinBlocks(context: OperationContext, input: z.output<typeof PinBlocks>, call: Call) {
  const { pinned } = input;
  return setBlocks(context, pinned === null ? "unpin" : "pin", input, call, (before) => ({
    settings: { ...before, pinned },
    isSame: before.pinned === pinned,
    reason: pinned === null ? "unpinned" : `pinned to the ${pinned}`,
  }));
}

/** Puts blocks in a zone; null: by rule again. Their place in the request changes only where that is free. */
export function moveBlocks(context: OperationContext, input: z.output<typeof MoveBlocks>, call: Call) {
  const { zone } = input;
  return setBlocks(context, "move", input, call, (before) => ({
    settings: { ...before, zone },
    isSame: before.zone === zone,
    reason:
      zone === null ? "its zone follows from its place again" : `in ${zone}; its place changes only where that is free`,
  }));
}

type SetInput = z.output<typeof PinBlocks> | z.output<typeof MoveBlocks>;
type NewSettings = (before: BlockSettings) => { settings: BlockSettings; isSame: boolean; reason: string };

async function setBlocks(
  context: OperationContext,
  kind: "pin" | "unpin" | "move",
  input: SetInput,
  call: Call,
  settingsFrom: NewSettings,
): Promise<OperationResult> {
  const { session, found, isSingle } = findTargets(context.store, input);
  const wishFor = (target: Target): Wish => {
    const before = settingsOf(target);
    const { settings, isSame, reason } = settingsFrom(before);
    if (isSame) return { do: "nothing", ...target, reason: `${reason} already` };
    // The user may; a plugin that unpins could then shorten what the user wanted kept.
    if (before.pinned !== null && call.actor !== "user")
      return refuse(target, "pinned", "the user pinned it: only the user changes that");
    return { do: "set", ...target, settings, reason };
  };
  const wishes = found.map((each): Wish => ("do" in each ? each : wishFor(each)));
  return carryOut(context, { kind, session, input: logInput(input), how: input, call, isSingle, wishes });
}

const settingsOf = ({ block, lane }: Target): BlockSettings =>
  lane.settings.get(block.n) ?? { block: block.n, session: block.session, pinned: null, zone: null };
