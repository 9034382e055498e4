import type { Block } from "@aperture/sdk";

/** A small sign on a card. */
export interface BlockMark {
  readonly kind: "level" | "waits" | "pin" | "notes";
  readonly short: string;
  /** The whole story, for the pointer. */
  readonly says: string;
}

/** `next`: changes that wait and go with the next request as things stand. What is sent instead of the client's text, what waits, the pin and the notes: whatever there is, in this order. */
export function blockMarks(
  block: Pick<Block, "sent" | "pending" | "pinned" | "notes" | "tokens">,
  next: readonly string[] = [],
): readonly BlockMark[] {
  const { sent, pending, pinned, notes, tokens } = block;
  const marks: BlockMark[] = [];
  if (sent) {
    const short = nameOf(sent);
    const says = `Sent ${short} by ${sent.actor}: ${count(sent.tokens)} instead of ${count(tokens)} tokens`;
    marks.push({ kind: "level", short, says });
  }
  if (pending) {
    const isUndo = pending.state === "undo-pending";
    const name = isUndo ? "undo" : nameOf(pending);
    const goes = pending.forced || next.includes(pending.change);
    const when = goes ? "goes with the next request" : "waits until it is free or pays";
    marks.push({
      kind: "waits",
      short: goes ? `${name} next` : `${name} waits`,
      says: `${isUndo ? "The undo" : `${name}, by ${pending.actor},`} ${when}`,
    });
  }
  if (pinned) marks.push({ kind: "pin", short: pinned, says: `Pinned to the ${pinned}` });
  if (notes > 0) marks.push({ kind: "notes", short: `*${notes}`, says: `${notes} ${notes === 1 ? "note" : "notes"}` });
  return marks;
}

/** `removed` and `edited` say more than the level that goes with them. */
const names: Readonly<Record<string, string>> = {
  remove: "removed",
  edit: "edited",
  insert: "inserted",
  redact: "redacted",
};
const nameOf = ({ kind, level }: { kind: string; level: string }): string => names[kind] ?? level;
const count = (tokens: number): string => tokens.toLocaleString("en-US");
