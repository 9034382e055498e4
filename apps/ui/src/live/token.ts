const key = "aperture-token";

/** The part of the browser that is used; tests pass their own. */
export interface TokenPlace {
  hash: () => string;
  clearHash: () => void;
  store: Pick<Storage, "getItem" | "setItem" | "removeItem">;
}

/** The page's token: kept for this tab alone, never in the URL, never in a cookie (cookies cross localhost ports). */
export class PageToken {
  readonly #place: TokenPlace;
  constructor(place: TokenPlace) {
    this.#place = place;
  }

  read = (): string | undefined => this.#place.store.getItem(key) ?? undefined;

  /** Redeems `#code=…` if the URL has one; the code leaves the URL before anything else happens. */
  async redeem(exchange: (code: string) => Promise<{ token: string }>): Promise<"none" | "paired" | "failed"> {
    const code = new URLSearchParams(this.#place.hash().replace(/^#/, "")).get("code");
    if (!code) return "none";
    this.#place.clearHash();
    try {
      this.#place.store.setItem(key, (await exchange(code)).token);
      return "paired";
    } catch {
      // A used or expired code: the page goes on without a token, as if it had been opened by hand.
      return "failed";
    }
  }
}

export const browserTokenPlace = (): TokenPlace => ({
  hash: () => location.hash,
  clearHash: () => history.replaceState(null, "", `${location.pathname}${location.search}`),
  store: sessionStorage,
});
