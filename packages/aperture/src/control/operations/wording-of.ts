import type { ChangeKind, CompressionLevel } from "@aperture/sdk";
import type { OperationContext } from "./context.ts";
import type { Target, Wish, Wording } from "./wish.ts";

/**
 * A block shall say this. A text of our own that is still to be sent, or is sent already, stays an insert at its place; what
 * the client sent itself is no change of it.
 */
export function sayWish(
  { hash }: OperationContext,
  target: Target,
  said: { kind: ChangeKind; level: CompressionLevel; text: string; forced?: boolean; actor?: string },
): Wish {
  const { block, lane } = target;
  const textHash = hash(said.text);
  const { forced, ...rest } = said;
  const wording: Wording = { ...rest, hash: textHash };
  const more = forced ? { forced } : {};
  if (block.origin === "client")
    return textHash === block.hash ? { do: "give-back", ...target } : { do: "say", ...target, wording, ...more };
  const { inForce, pending } = lane.decisions.get(block.n) ?? {};
  const anchor = (inForce ?? pending)?.anchor ?? null;
  return { do: "say", ...target, wording: { ...wording, kind: "insert", anchor }, ...more };
}
