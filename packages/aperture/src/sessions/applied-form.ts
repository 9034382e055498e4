import type { Dialect, PlacedDraft } from "@aperture/engine/dialects/dialect";
import type { Document } from "@aperture/engine/document/document";
import type { Redaction } from "@aperture/engine/redaction/contract";
import type { Governor } from "../control/governor/governor.ts";
import type { Store } from "../store/contract.ts";
import type { RedactionMarker } from "../store/redaction-marker.ts";
import { type Identity, isNamedByBody } from "./identify.ts";

/** Keys whose session is known without asking the store. */
const MOST = 1_000;
const lost =
  "the conversation has redactions, and the database that holds them cannot be read or was replaced; bring it back, or remove redactions.json from Aperture's home to send everything";

/**
 * What a conversation has applied already, for requests about which nothing new is decided: those that only count tokens, and
 * any while the store fails (law 4). It reads what it can and falls back on memory; nothing here throws for the store.
 */
export class AppliedForm {
  readonly #store: Store;
  readonly #governor: Governor;
  readonly #marker: Pick<RedactionMarker, "isLost" | "isNoted"> | undefined;
  readonly #numbers = new Map<string, number>();

  constructor(store: Store, governor: Governor, marker?: Pick<RedactionMarker, "isLost" | "isNoted">) {
    this.#store = store;
    this.#governor = governor;
    this.#marker = marker;
  }

  /**
   * Why nothing of it may leave, or null: it has values that must not, and nobody knows which. The database was damaged or could
   * not be opened, or fails before anything of the conversation was read from it.
   */
  missing(identity: Identity): string | null {
    const { client } = identity;
    const asking = { client, key: isNamedByBody(identity) ? null : identity.key };
    if (this.#marker?.isLost(asking)) return lost;
    if (!this.#marker?.isNoted(asking)) return null;
    try {
      for (const session of this.sessionsOf(identity)) this.#store.control.redactions.ofSession(session);
      return null;
    } catch {
      return this.#governor.lastGood.redactions(this.#sessions(identity)).length > 0 ? null : lost;
    }
  }

  /**
   * Sessions a request may belong to, by headers and path alone: where those do not name one, any of its client's that has something
   * applied or is among `more`. Throws while the store cannot say.
   */
  sessionsOf(identity: Identity, more: readonly number[] = []): number[] {
    const named = identity.key === null ? [] : this.#named(identity.key);
    if (identity.key !== null && !isNamedByBody(identity)) return named;
    const { client } = identity;
    const bound = [...this.#governor.boundSessions(), ...more].filter(
      (session) => this.#store.sessions.get(session)?.client === client,
    );
    return [...new Set([...named, ...bound])];
  }

  #named(key: string): number[] {
    const known = this.#numbers.get(key) ?? this.#store.sessions.byKey(key)?.n;
    if (known === undefined) return [];
    if (this.#numbers.size > MOST) this.#numbers.clear();
    this.#numbers.set(key, known);
    return [known];
  }

  /** Its key may be another session's from now on. */
  forget(session: number): void {
    for (const [key, known] of this.#numbers) if (known === session) this.#numbers.delete(key);
  }

  /** Whether anything is applied to it, as far as can be told. */
  isAny(identity: Identity): boolean {
    if (this.missing(identity) !== null) return true;
    try {
      return this.sessionsOf(identity).some((session) => this.#governor.boundSessions().includes(session));
    } catch {
      return this.#governor.lastGood.size > 0;
    }
  }

  /** Values of the conversation that must not leave. Where the store cannot say, those that did not leave last time. */
  redactions(identity: Identity): readonly Redaction[] {
    try {
      const lists = this.sessionsOf(identity).map((session) => this.#store.control.redactions.ofSession(session));
      const [only = []] = lists;
      return lists.length < 2 ? only : lists.flat();
    } catch {
      return this.#governor.lastGood.redactions(this.#sessions(identity));
    }
  }

  /** The body with what is applied; null: as it came. Throws where it cannot be edited. `at`: epoch ms. */
  replay(
    identity: Identity,
    request: { readonly dialect: Dialect; readonly document: Document; readonly drafts: readonly PlacedDraft[] },
    redactions: readonly Redaction[],
  ): { readonly body: Uint8Array; readonly lane: number | null } | null {
    const sessions = this.#sessions(identity);
    for (const session of sessions ?? []) {
      try {
        this.#governor.recall(session);
      } catch {
        // What is in memory has to do.
      }
    }
    return this.#governor.lastGood.replay(request, { sessions, redactions });
  }

  /** Null: any. */
  #sessions(identity: Identity): number[] | null {
    try {
      return this.sessionsOf(identity);
    } catch {
      return null;
    }
  }
}
