import type { Change } from "@aperture/engine/governor/change";
import type { Redaction } from "@aperture/engine/redaction/contract";
import { Budget, Mode, type Pinned, type Zone } from "@aperture/sdk";
import type { SessionProfile, SessionProfiles } from "../../library/contract.ts";
import { plainProfile } from "../../library/plain-profile.ts";
import type { Store } from "../../store/contract.ts";
import type { ChangeRecord } from "../../store/control-records.ts";

/** Sessions whose decisions are kept in memory. */
const MOST = 64;
/** States that are no end. */
export const alive = ["pending", "applied", "undo-pending"] as const;

/** What was decided for a session, as the request path needs it: read from the store once, dropped when it changes. */
export interface SessionControls {
  readonly changesByLane: Map<number, Change[]>;
  readonly pins: ReadonlyMap<number, Pinned>;
  readonly zones: ReadonlyMap<number, Zone>;
  readonly redactions: readonly Redaction[];
  readonly mode: Mode;
  readonly holdout: boolean;
  readonly budget: Budget;
  /** What counts where nobody says otherwise: preset, project, template, rules. */
  readonly profile: SessionProfile;
  /** Blocks of which somebody took a change back: no stage asks for another. */
  readonly restored: ReadonlySet<number>;
  /** Uncached-token equivalents per lane, from the ledger. */
  readonly accounts: Map<number, Account>;
}

/** What a lane was billed less than untouched, and what untouched it would have been: how much may be put at risk. */
export interface Account {
  saved: number;
  untouched: number;
}

export interface ControlDefaults {
  readonly mode: Mode;
  readonly budget: Budget;
  /** Every so-manieth session is left untouched; 0: none. */
  readonly holdoutEvery: number;
}

const nobodys: Pick<SessionProfiles, "of"> = { of: () => plainProfile };

export class SessionControlBook {
  readonly #store: Store;
  readonly #defaults: ControlDefaults;
  readonly #profiles: Pick<SessionProfiles, "of">;
  readonly #sessions = new Map<number, SessionControls>();

  constructor(store: Store, defaults: ControlDefaults, profiles: Pick<SessionProfiles, "of"> = nobodys) {
    this.#store = store;
    this.#defaults = defaults;
    this.#profiles = profiles;
  }

  of(session: number): SessionControls {
    const known = this.#sessions.get(session);
    if (known) return known;
    const read = this.#read(session);
    this.#sessions.set(session, read);
    if (this.#sessions.size > MOST) this.#sessions.delete(this.#sessions.keys().next().value!);
    return read;
  }

  forget(session: number): void {
    this.#sessions.delete(session);
  }

  clear(): void {
    this.#sessions.clear();
  }

  /** Mode, holdout, budget and profile alone: a few small rows. */
  settings(session: number): Pick<SessionControls, "mode" | "holdout" | "budget" | "profile"> {
    const profile = this.#profiles.of(session);
    const all = this.#store.control.sessionSettings.all(session);
    const mode = Mode.safeParse(all.mode);
    const budget = Budget.safeParse({
      ...this.#defaults.budget,
      ...profile.values.budget,
      ...(all.budget as object | undefined),
    });
    const { holdoutEvery } = this.#defaults;
    return {
      profile,
      mode: mode.success ? mode.data : (profile.values.mode ?? this.#defaults.mode),
      budget: budget.success ? budget.data : this.#defaults.budget,
      holdout: typeof all.holdout === "boolean" ? all.holdout : holdoutEvery > 0 && session % holdoutEvery === 0,
    };
  }

  #read(session: number): SessionControls {
    const { control } = this.#store;
    const changesByLane = new Map<number, Change[]>();
    const newest = new Map<number, number>();
    for (const record of control.changes.ofSession(session, alive)) {
      newest.set(record.block, record.n);
      const list = changesByLane.get(record.lane);
      if (list) list.push(this.toChange(record));
      else changesByLane.set(record.lane, [this.toChange(record)]);
    }
    const settings = control.settings.ofSession(session);
    const accounts = new Map<number, Account>();
    for (const { lane, billed, untouched } of control.ledger.ofSession(session)) {
      const account = accounts.get(lane) ?? { saved: 0, untouched: 0 };
      accounts.set(lane, { saved: account.saved + untouched - billed, untouched: account.untouched + untouched });
    }
    const restored = control.changes
      .ofSession(session, ["undone", "withdrawn"])
      .filter(({ block, n }) => n > (newest.get(block) ?? 0));
    return {
      changesByLane,
      restored: new Set(restored.map(({ block }) => block)),
      pins: new Map(settings.map(({ block, pinned }) => [block, pinned])),
      zones: new Map(settings.flatMap(({ block, zone }) => (zone === null ? [] : [[block, zone] as const]))),
      redactions: control.redactions.ofSession(session),
      accounts,
      ...this.settings(session),
    };
  }

  toChange(record: ChangeRecord): Change {
    const { n, operation, lane, block, kind, level, actor, hash, originalHash, anchor, forced, state, tokens } = record;
    const text = this.#store.contents.text(hash) ?? "";
    const { appliedTurn } = record;
    return {
      n,
      operation,
      lane,
      block,
      kind,
      level,
      actor,
      text,
      hash,
      originalHash,
      anchor,
      forced,
      state,
      tokens,
      appliedTurn,
    };
  }
}
