import type { Selector, SelectorBlock } from "./selector.ts";

/** Whether all of the selector's terms hold for the block; its text is only read where the others do. */
export function matchSelector(selector: Selector, block: SelectorBlock): boolean {
  return selector.plan.every((term) => term.test(block) !== term.negated);
}
