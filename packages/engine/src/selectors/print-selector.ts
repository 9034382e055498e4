import { printValue } from "./print-value.ts";
import type { Selector } from "./selector.ts";

/** The selector as text that `parseSelector` reads as the same: one space between terms, quotes only where needed. */
export function printSelector({ terms }: Selector): string {
  return terms
    .map(({ key, operator, values, negated }) => {
      const printed = values.map((value) => printValue(value, operator)).join(",");
      return `${negated ? "!" : ""}${key}${operator}${printed}`;
    })
    .join(" ");
}
