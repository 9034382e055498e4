import { LiveCache } from "@aperture/engine/governor/live-cache";

/** Accounts and models whose cache is remembered. */
const MOST = 64;

/** Whose cache it is: upstream, credential (a digest) and model. */
export interface CacheOwner {
  readonly upstreamHost: string;
  readonly credential: string;
  readonly model: string;
}

/** The live entries of every account, and beside them what they would be had nothing been changed (for the ledger). */
export class CacheBook {
  readonly #caches = new Map<string, { live: LiveCache; shadow: LiveCache }>();

  of(owner: CacheOwner): { live: LiveCache; shadow: LiveCache } {
    const key = `${owner.upstreamHost}\n${owner.credential}\n${owner.model}`;
    const known = this.#caches.get(key) ?? { live: new LiveCache(), shadow: new LiveCache() };
    this.#caches.delete(key);
    this.#caches.set(key, known);
    if (this.#caches.size > MOST) this.#caches.delete(this.#caches.keys().next().value!);
    return known;
  }
}
