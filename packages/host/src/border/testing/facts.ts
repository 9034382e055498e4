import type { BlockFacts } from "../block-facts.ts";

/** A block as the program hands it over, with what the test says of it. */
export const facts = (n: number, fields: Partial<BlockFacts> = {}): BlockFacts => ({
  n,
  role: "user",
  kind: "text",
  toolName: undefined,
  toolId: undefined,
  filePaths: [],
  isError: false,
  editable: true,
  text: `text of ${n}`,
  hash: `hash-${n}-${fields.text ?? ""}`,
  tokens: 10,
  originalTokens: 12,
  level: "original",
  isPending: false,
  zone: "middle",
  pinned: null,
  origin: "client",
  age: 0,
  isFree: false,
  ...fields,
});
