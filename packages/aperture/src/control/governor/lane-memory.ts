import type { Baseline } from "@aperture/engine/governor/baseline";
import type { Change } from "@aperture/engine/governor/change";
import type { Emission } from "@aperture/engine/governor/emission";
import type { WarmPrefix } from "@aperture/engine/governor/live-cache";
import type { CacheRules } from "@aperture/engine/governor/prices";
import type { StageRun } from "@aperture/sdk";
import type { CacheOwner } from "./cache-book.ts";

/** Turns whose answer is awaited, and lanes remembered. */
const MOST = 128;

/** A request that left, until its answer's usage is there. */
export interface SentTurn {
  readonly session: number;
  readonly lane: number;
  readonly at: number;
  readonly owner: CacheOwner;
  readonly rules: CacheRules;
  readonly sent: Emission;
  readonly original: Emission;
  /** What it should read, and what the original would have. */
  readonly read: WarmPrefix;
  readonly shadowRead: WarmPrefix;
  readonly changes: ReadonlyMap<number, Change>;
  readonly runs: readonly StageRun[];
  readonly holdout: boolean;
  /** What its token counts were multiplied with. */
  readonly scale: number;
  /** Tokens it was predicted to be billed as, or null. */
  readonly predictedInput: number | null;
  /** The lane's request before it. */
  readonly before: LaneMemory | undefined;
}

/** A lane's last request, for telling where the next one parts from it. */
export interface LaneMemory {
  readonly sent: Emission;
  readonly original: Emission;
  readonly at: number;
  readonly ttl: number;
  readonly owner: CacheOwner;
  readonly dialect: string;
  readonly rules: CacheRules;
  readonly turns: number;
  /** What the governor saw last: what operations are priced by. */
  readonly baseline: Baseline | null;
}

/** A map that forgets its oldest. */
export class Recent<V> {
  readonly #map = new Map<number, V>();
  get(key: number): V | undefined {
    return this.#map.get(key);
  }
  set(key: number, value: V): void {
    this.#map.delete(key);
    this.#map.set(key, value);
    if (this.#map.size > MOST) this.#map.delete(this.#map.keys().next().value!);
  }
  take(key: number): V | undefined {
    const value = this.#map.get(key);
    this.#map.delete(key);
    return value;
  }
  clear(): void {
    this.#map.clear();
  }
}
