import type { Block } from "@aperture/sdk";
import type { Router } from "./router.svelte.ts";

const none: ReadonlySet<string> = new Set();

/** The chosen blocks. They stand in the URL; where a range begins is remembered here. */
export class Selection {
  readonly #router: Router;
  #anchor: string | undefined;

  constructor(router: Router) {
    this.#router = router;
  }

  get ids(): ReadonlySet<string> {
    return this.#router.place.picked ?? none;
  }

  get size(): number {
    return this.ids.size;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  toggle(id: string): void {
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.#anchor = id;
    this.#set(ids);
  }

  /** Everything between the block that was chosen last and this one, in the order given; the rest stays chosen. */
  extend(order: readonly Pick<Block, "id">[], id: string): void {
    const from = order.findIndex((block) => block.id === this.#anchor);
    const to = order.findIndex((block) => block.id === id);
    if (to < 0) return;
    const range = from < 0 ? [order[to]!] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.#anchor = id;
    this.#set(new Set([...this.ids, ...range.map((block) => block.id)]));
  }

  /** These and no others. */
  only(ids: Iterable<string>): void {
    this.#set(new Set(ids));
  }

  clear(): void {
    this.#anchor = undefined;
    this.#set(none);
  }

  #set(ids: ReadonlySet<string>): void {
    this.#router.go({ picked: ids.size > 0 ? ids : undefined }, "replace");
  }
}
