import type { Dialect, PlacedDraft } from "@aperture/engine/dialects/dialect";
import type { BodyChange } from "@aperture/engine/dialects/editing";
import type { Document } from "@aperture/engine/document/document";
import { splice } from "@aperture/engine/document/splice";
import type { Change } from "@aperture/engine/governor/change";
import type { Redaction } from "@aperture/engine/redaction/contract";
import { redactText } from "@aperture/engine/redaction/redact-text";

/** Lanes whose last good form is kept. */
const MOST = 256;

/** A block by what it says, and its number. */
export interface NamedPart {
  readonly n: number;
  readonly key: string;
  readonly hash: string;
}

/** A lane's last request as it left. */
export interface SentForm {
  readonly session: number;
  readonly dialect: string;
  /** The client's blocks in prompt order. */
  readonly parts: readonly NamedPart[];
  /** In force, by block. */
  readonly changes: ReadonlyMap<number, Change>;
  readonly redactions: readonly Redaction[];
}

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

  remember(lane: number, sent: SentForm): void {
    this.#lanes.delete(lane);
    if (sent.changes.size === 0 && sent.redactions.length === 0) return;
    const names = namesOf(sent.parts);
    const places = new Map(sent.parts.map(({ n }, index) => [n, names[index]!]));
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
    this.#lanes.set(lane, { session, dialect, replaced, inserted, redactions });
    if (this.#lanes.size > MOST) this.#lanes.delete(this.#lanes.keys().next().value!);
  }

  get size(): number {
    return this.#lanes.size;
  }

  has(lane: number): boolean {
    return this.#lanes.has(lane);
  }

  /** Values that did not leave last time, of these sessions; `null`: of any. Each once. */
  redactions(sessions: readonly number[] | null): readonly Redaction[] {
    const found = new Map<string, Redaction>();
    for (const frozen of this.#lanes.values())
      if (isOf(frozen, sessions)) for (const redaction of frozen.redactions) found.set(redaction.value, redaction);
    return [...found.values()];
  }

  forget(session: number): void {
    for (const [lane, frozen] of this.#lanes) if (frozen.session === session) this.#lanes.delete(lane);
  }

  /**
   * The body as it would have left before, from the lane of these sessions (`null`: of any) whose texts are in it, without the
   * values of `redactions`. Null where nothing of it is to be changed; `lane` is null where nothing but values are. Throws where
   * it cannot be edited.
   */
  replay(
    { dialect, document, drafts }: { dialect: Dialect; document: Document; drafts: readonly PlacedDraft[] },
    { sessions, redactions }: { sessions: readonly number[] | null; redactions: readonly Redaction[] },
  ): { readonly body: Uint8Array; readonly lane: number | null } | null {
    const names = namesOf(drafts.map(({ draft }) => draft));
    let best: { lane: number | null; frozen: Texts; hits: number } = { lane: null, frozen: nothing, hits: 0 };
    for (const [lane, frozen] of this.#lanes) {
      if (frozen.dialect !== dialect.id || !isOf(frozen, sessions)) continue;
      const hits = names.filter((name) => frozen.replaced.has(name) || frozen.inserted.has(name)).length;
      if (hits > best.hits) best = { lane, frozen, hits };
    }
    const { replaced, inserted } = best.frozen;
    const say = (text: string): string => redactText(text, redactions);
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
    if (changes.length === 0) return null;
    return { body: splice(document.bytes, dialect.editing.edits(document, changes)), lane: best.lane };
  }
}

type Texts = Pick<Frozen, "replaced" | "inserted">;
const nothing: Texts = { replaced: new Map(), inserted: new Map() };

const isOf = ({ session }: Frozen, sessions: readonly number[] | null): boolean =>
  sessions === null || sessions.includes(session);

/** A name for each block by what it says; equal ones are counted. */
function namesOf(parts: readonly Pick<NamedPart, "key" | "hash">[]): string[] {
  const seen = new Map<string, number>();
  return parts.map(({ key, hash }) => {
    const name = `${key}\n${hash}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return `${name}\n${count}`;
  });
}
