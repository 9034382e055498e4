import type { SelectorBlock } from "../selector.ts";

/** A block with nothing remarkable about it but what is given; its text must not be read unless it is given. */
export function selectorBlock(facts: Partial<Omit<SelectorBlock, "text">> = {}, text?: string): SelectorBlock {
  return {
    n: 1,
    role: "tool_result",
    kind: "tool_result",
    zone: "middle",
    pinned: null,
    level: "original",
    origin: "client",
    tokens: 100,
    age: 3,
    turn: 1,
    position: 5,
    staleness: 10,
    ...facts,
    text() {
      if (text === undefined) throw new Error("the text was read");
      return text;
    },
  };
}
