import { formatPlace, type Place, parsePlace } from "../view/place.ts";

/** The part of the browser that is used; tests pass their own. */
export interface AddressBar {
  search(): string;
  write(search: string, how: "push" | "replace"): void;
}

/** The place on the screen and its URL, kept equal in both directions. */
export class Router {
  place: Place = $state.raw({});
  readonly #bar: AddressBar;

  constructor(bar: AddressBar) {
    this.#bar = bar;
    this.read();
  }

  /** The URL changed from outside: back, forward, or the first load. */
  read(): void {
    this.place = parsePlace(this.#bar.search());
  }

  /** Goes to a place that differs in these fields; moving a cursor or typing replaces the entry, so that Back stays useful. */
  go(change: Partial<Place>, how: "push" | "replace" = "push"): void {
    const place = { ...this.place, ...change };
    const search = formatPlace(place);
    const before = formatPlace(this.place);
    // A selection that is too long for the URL is kept all the same.
    this.place = { ...parsePlace(search), picked: place.picked?.size ? place.picked : undefined };
    if (search !== before) this.#bar.write(search, how);
  }
}

/** The real address bar. */
export const browserBar: AddressBar = {
  search: () => location.search,
  write: (search, how) => history[`${how}State`](null, "", `${location.pathname}${search}`),
};
