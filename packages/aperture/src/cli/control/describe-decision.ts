import type { Block } from "@aperture/sdk";
import { count } from "./count.ts";

type Decided = Pick<Block, "sent" | "pending" | "pinned">;

/** What somebody decided about a block: what is sent of it, what waits, where it is pinned. Empty where nobody did. */
export function describeDecision({ sent, pending, pinned }: Decided): string {
  const parts: string[] = [];
  if (sent) parts.push(`${nameOf(sent)}, ${count(sent.tokens, "token")}`);
  if (pending) parts.push(pending.state === "pending" ? `${nameOf(pending)} waits` : "undo waits");
  if (pinned) parts.push(`pinned to the ${pinned}`);
  return parts.join("; ");
}

/** `removed`, `edited` say more than the level that goes with them. */
const names: Readonly<Record<string, string>> = {
  remove: "removed",
  edit: "edited",
  insert: "inserted",
  redact: "redacted",
};
const nameOf = ({ kind, level }: { kind: string; level: string }): string => names[kind] ?? level;
