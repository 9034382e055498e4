import type { DialectEditing } from "@aperture/engine/dialects/editing";
import { idOf } from "../look-up/ids.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import type { Refused, Target } from "./wish.ts";

type Action = Parameters<DialectEditing["refuse"]>[1];

export const refuse = ({ block, lane }: Target, code: Refused["code"], reason: string): Refused => ({
  do: "refuse",
  id: idOf("block", block.n),
  lane: lane.lane.n,
  code,
  reason,
});

/**
 * Why this may not be done to a block, or null: its wire would not take it (`text`: what it shall say, where that is known), or
 * it is pinned and somebody else than the user wants it shortened.
 */
export function refusalOf(
  { editing }: OperationContext,
  target: Target,
  action: Action,
  call: Call,
  text?: string,
): Refused | null {
  const { block, lane } = target;
  const pinned = lane.settings.get(block.n)?.pinned;
  if (pinned && call.actor !== "user" && (action === "compress" || action === "remove"))
    return refuse(target, "pinned", `the user pinned it to the ${pinned}: unpin it first`);
  // What Aperture put in is a plain text of its own.
  if (block.origin !== "client") return null;
  const { kind, provider, signed } = block.meta;
  const draft = { role: block.role, kind, keepRaw: block.rawHash !== null, ...(signed ? { signed } : {}) };
  const refusal = editing(provider).refuse(draft, action, text);
  return refusal && refuse(target, refusal.code, refusal.reason);
}
