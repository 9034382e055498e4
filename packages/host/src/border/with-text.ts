import type { BlockFacts } from "./block-facts.ts";

/**
 * The same block with another text. Field by field: the program's blocks may be objects with more to them, and with getters. The hash has to be
 * the text's own, because runtimes keep texts by it.
 */
export const withText = (block: BlockFacts, text: string, hash: string): BlockFacts => ({
  n: block.n,
  role: block.role,
  kind: block.kind,
  toolName: block.toolName,
  toolId: block.toolId,
  filePaths: block.filePaths,
  isError: block.isError,
  editable: block.editable,
  text,
  hash,
  tokens: block.tokens,
  originalTokens: block.originalTokens,
  level: block.level,
  isPending: block.isPending,
  zone: block.zone,
  pinned: block.pinned,
  origin: block.origin,
  age: block.age,
  isFree: block.isFree,
});
