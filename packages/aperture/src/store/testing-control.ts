import type { Store } from "./contract.ts";
import type { ChangeRecord, OperationRecord } from "./control-records.ts";
import type { BlockRecord } from "./records.ts";
import { hashText } from "./testing.ts";

/** An operation on these blocks as it is when it is written. For tests and benches. */
export function operationOn(blocks: readonly BlockRecord[]): Omit<OperationRecord, "n" | "undoneBy"> {
  return {
    session: blocks[0]?.session ?? 0,
    kind: "compress",
    actor: "user",
    reason: null,
    at: 2_000,
    turn: 3,
    input: { ids: blocks.map(({ n }) => `block-${n}`), level: "minimal" },
    blocks: blocks.map(({ n }) => n),
  };
}

/** A change of a block to `text`, which is stored. */
export function addChange(
  store: Store,
  block: BlockRecord,
  text: string,
  fields: Partial<Omit<ChangeRecord, "n">> = {},
): ChangeRecord {
  const hash = hashText(text);
  return store.transaction(() => {
    store.contents.put({ hash, content: text });
    return store.control.changes.insert({
      operation: null,
      session: block.session,
      lane: block.lane,
      block: block.n,
      kind: "compress",
      level: "minimal",
      actor: "user",
      reason: null,
      hash,
      originalHash: block.hash,
      anchor: null,
      forced: false,
      state: "pending",
      tokens: 12,
      createdAt: 2_000,
      appliedTurn: null,
      changedAt: 2_000,
      price: null,
      ...fields,
    });
  });
}
