import { stagedOrigin } from "@aperture/engine/staging/inject-staged";
import { compileCondition } from "@aperture/engine/staging/match-condition";
import { renderStaged } from "@aperture/engine/staging/render-staged";
import type { OfferedItem } from "@aperture/engine/staging/staged-facts";
import type { PresetStaged } from "@aperture/sdk";

/** About what the tokenizer says, for a cap that is one of thousands. */
const roughTokens = (text: string): number => Math.ceil(text.length / 4);

/** What a preset stages, as a replay's stage asks for it: each once per lane. Files are left out: today's are not what was there then. */
export class PresetOffer {
  readonly #items: readonly OfferedItem[];
  readonly #injected = new Map<number, Set<string>>();
  readonly leftOut: number;

  constructor(staging: readonly PresetStaged[]) {
    this.#items = staging.flatMap(({ source, ...item }, index) => {
      if (source.kind !== "text") return [];
      compileCondition(item.condition);
      const facts = { ...item, source, n: index + 1 };
      return [{ item: facts, text: renderStaged(facts, source.text, roughTokens) }];
    });
    this.leftOut = staging.length - this.#items.length;
  }

  readonly offered = (_session: number, lane: number): readonly OfferedItem[] => {
    const injected = this.#injected.get(lane);
    return injected ? this.#items.filter(({ item }) => !injected.has(stagedOrigin(item.n))) : this.#items;
  };

  injected(lane: number, origin: string): void {
    const known = this.#injected.get(lane);
    if (known) known.add(origin);
    else this.#injected.set(lane, new Set([origin]));
  }
}
