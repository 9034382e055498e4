import type { ReplayEffect } from "@aperture/sdk";
import type { Change } from "../governor/change.ts";
import type { ReplayedTurn } from "./replay-side.ts";

export type ChangedBlock = ReplayEffect["blocks"][number];

/** Blocks that two plans send differently: each once, with the request in which it first was and how it ended. */
export class ChangedBlocks {
  readonly #session: string;
  readonly #found = new Map<string, ChangedBlock>();
  #inserts = 0;

  /** @param session `session-3` */
  constructor(session: string) {
    this.#session = session;
  }

  get found(): readonly ChangedBlock[] {
    return [...this.#found.values()];
  }

  compare(before: ReplayedTurn, after: ReplayedTurn, turn: number): void {
    const left = byName(before.sent);
    const right = byName(after.sent);
    for (const [name, change] of right)
      if (left.get(name)?.hash !== change.hash) this.#tell(name, left.get(name), change, after, turn);
    for (const [name, change] of left) if (!right.has(name)) this.#tell(name, change, undefined, after, turn);
  }

  #tell(
    name: string,
    before: Change | undefined,
    after: Change | undefined,
    { result }: ReplayedTurn,
    turn: number,
  ): void {
    const change = (after ?? before)!;
    const original = change.kind === "insert" ? 0 : (result.baseline?.known.get(change.block)?.tokens ?? 0);
    const known = this.#found.get(name);
    this.#found.set(name, {
      session: this.#session,
      block: known?.block ?? (change.kind === "insert" ? `insert-${++this.#inserts}` : `block-${change.block}`),
      turn: known?.turn ?? turn,
      what: after ? whatOf(after) : "as it came",
      actor: change.actor,
      tokensBefore: before?.tokens ?? original,
      tokensAfter: after?.tokens ?? original,
    });
  }
}

/** The largest differences first; among equals those that came first. */
export const byDifference = (a: ChangedBlock, b: ChangedBlock): number =>
  Math.abs(b.tokensBefore - b.tokensAfter) - Math.abs(a.tokensBefore - a.tokensAfter) || a.turn - b.turn;

function whatOf({ kind, level, anchor }: Change): string {
  if (kind === "compress") return `compress ${level}`;
  if (kind !== "insert") return kind;
  return anchor === null ? "insert at the end of the system prompt" : `insert behind block-${anchor}`;
}

/** What a plan puts in has a number of its own in each plan: it is known by where it stands and what it says. */
const byName = (sent: ReadonlyMap<number, Change>): Map<string, Change> =>
  new Map(
    [...sent.values()].map((change) => [
      change.kind === "insert" ? `insert ${change.anchor} ${change.hash}` : `block-${change.block}`,
      change,
    ]),
  );
