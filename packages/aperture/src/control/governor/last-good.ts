import type { Dialect, PlacedDraft } from "@aperture/engine/dialects/dialect";
import type { BodyChange } from "@aperture/engine/dialects/editing";
import type { Document } from "@aperture/engine/document/document";
import { splice } from "@aperture/engine/document/splice";
import type { Change } from "@aperture/engine/governor/change";
import type { Redaction } from "@aperture/engine/redaction/contract";
import { redactText } from "@aperture/engine/redaction/redact-text";

/** Lanes whose last good form is kept. */
const MOST = 256;

interface Frozen {
  readonly session: number;
  readonly dialect: string;
  /** What was sent in place of a block, by key, hash and which of equal ones it is. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Texts of ours behind a block; `""`: at the end of the system prompt. */
  readonly inserted: ReadonlyMap<string, readonly string[]>;
  readonly redactions: readonly Redaction[];
}

/**
 * What was last sent, so that it can be sent again when nothing else works (law 4): originals after shortened ones would be
 * billed anew, all of them. Needs neither the store nor block numbers; blocks are known by what they say.
 */
export class LastGood {
  readonly #lanes = new Map<number, Frozen>();

  remember(
    lane: number,
    sent: {
      session: number;
      dialect: Dialect;
      drafts: readonly PlacedDraft[];
      numbers: readonly number[];
      changes: ReadonlyMap<number, Change>;
      redactions: readonly Redaction[];
    },
  ): void {
    this.#lanes.delete(lane);
    if (sent.changes.size === 0 && sent.redactions.length === 0) return;
    const names = namesOf(sent.drafts);
    const places = new Map(sent.numbers.map((n, index) => [n, names[index]!]));
    const replaced = new Map<string, string>();
    const inserted = new Map<string, string[]>();
    for (const change of sent.changes.values()) {
      const name = places.get(change.kind === "insert" ? (change.anchor ?? -1) : change.block);
      if (change.kind !== "insert") {
        if (name !== undefined) replaced.set(name, change.text);
        continue;
      }
      const anchor = change.anchor === null ? "" : name;
      if (anchor !== undefined) inserted.set(anchor, [...(inserted.get(anchor) ?? []), change.text]);
    }
    const { session, dialect, redactions } = sent;
    this.#lanes.set(lane, { session, dialect: dialect.id, replaced, inserted, redactions });
    if (this.#lanes.size > MOST) this.#lanes.delete(this.#lanes.keys().next().value!);
  }

  get size(): number {
    return this.#lanes.size;
  }

  hasRedactions(): boolean {
    return [...this.#lanes.values()].some(({ redactions }) => redactions.length > 0);
  }

  forget(session: number): void {
    for (const [lane, frozen] of this.#lanes) if (frozen.session === session) this.#lanes.delete(lane);
  }

  /** The body as it would have left before; null where nothing of it was ever changed. Throws where it cannot be edited. */
  replay(
    dialect: Dialect,
    document: Document,
    drafts: readonly PlacedDraft[],
  ): { body: Uint8Array; redactions: readonly Redaction[] } | null {
    const names = namesOf(drafts);
    let best: { frozen: Frozen; hits: number } | undefined;
    for (const frozen of this.#lanes.values()) {
      if (frozen.dialect !== dialect.id) continue;
      const hits = names.filter((name) => frozen.replaced.has(name) || frozen.inserted.has(name)).length;
      if (hits > (best?.hits ?? 0)) best = { frozen, hits };
    }
    if (!best) return null;
    const { replaced, inserted, redactions } = best.frozen;
    const say = (text: string): string => (redactions.length === 0 ? text : redactText(text, redactions));
    const changes: BodyChange[] = (inserted.get("") ?? []).map((text) => ({
      kind: "insert",
      behind: null,
      text: say(text),
    }));
    for (const [index, placed] of drafts.entries()) {
      const text = replaced.get(names[index]!);
      if (text !== undefined) changes.push({ kind: "replace", placed, text: say(text) });
      else if (dialect.editing.refuse(placed.draft, "redact") === null && say(placed.draft.text) !== placed.draft.text)
        changes.push({ kind: "map-strings", placed, replace: say });
      for (const more of inserted.get(names[index]!) ?? [])
        changes.push({ kind: "insert", behind: placed, text: say(more) });
    }
    return { body: splice(document.bytes, dialect.editing.edits(document, changes)), redactions };
  }
}

/** A name for each block by what it says; equal ones are counted. */
function namesOf(drafts: readonly PlacedDraft[]): string[] {
  const seen = new Map<string, number>();
  return drafts.map(({ draft }) => {
    const name = `${draft.key}\n${draft.hash}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return `${name}\n${count}`;
  });
}
