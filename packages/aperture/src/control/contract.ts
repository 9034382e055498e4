import type {
  Budget,
  BudgetState,
  ChangeKind,
  ChangePrice,
  CompressionLevel,
  ContextHealth,
  ItemStatus,
  Ledger,
  Mode,
} from "@aperture/sdk";

/** Who does something through the API: `user`, `plugin:<id>`, `rule:<id>`. */
export type Actor = string;

/** A change somebody has in mind, not stored yet. */
export interface PlannedChange {
  readonly block: number;
  readonly kind: ChangeKind;
  readonly level: CompressionLevel;
  /** Tokens of its text. */
  readonly tokens: number;
  /** Where an insert would stand. */
  readonly anchor?: number | null;
  readonly forced: boolean;
}

export interface PlannedOutcome {
  readonly status: Extract<ItemStatus, "next-request" | "pending">;
  /** "behind what the provider has cached", "the cache is cold", "rewrites 41,200 cached tokens; pays after 23 requests" … */
  readonly reason: string;
  readonly price: ChangePrice;
  /** Of all that were asked about together: the cache is lost once, and all of them pay it back. */
  readonly lanePrice: ChangePrice;
}

/**
 * The cache governor as operations see it (built by `createGovernor`). The store is the truth: whoever writes changes, pins or
 * zones calls `touched` behind the commit.
 */
export interface GovernorView {
  /** What would become of these changes with the lane's next request, all together; in the order given. */
  outlook(lane: number, planned: readonly PlannedChange[]): PlannedOutcome[];
  /** The price of everything of the session that waits, together. */
  pendingPrice(session: number): ChangePrice;
  /** Changes of the session that wait and go with their lane's next request as things stand: forced, free, or paying. */
  goesNext(session: number): ReadonlySet<number>;
  /** Changes, settings or staged items of the session were written. */
  touched(session: number): void;
  /** Budget, mode and holdout of a session as they apply now. */
  control(session: number): { readonly mode: Mode; readonly holdout: boolean; readonly budget: Budget };
}

/** What is told of a session as a whole, by its number. */
export interface Insight {
  ledger(session: number): Ledger;
  health(session: number): ContextHealth;
  budget(session: number): BudgetState;
}
