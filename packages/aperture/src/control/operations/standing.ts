import type { Store } from "../../store/contract.ts";
import type { BlockSettings, ChangeRecord, OperationRecord } from "../../store/control-records.ts";
import type { BlockRecord } from "../../store/records.ts";
import { idOf, numberOf } from "../look-up/ids.ts";

/** A block in a lane. */
export interface Pair {
  readonly lane: number;
  readonly block: number;
}

/** What is left out when one asks what stands. */
export interface Without {
  readonly operations: ReadonlySet<number>;
  /** Changes that stages made on their own. */
  readonly changes: ReadonlySet<number>;
}

/** Operations read at a time. */
const page = 500;

/**
 * A session's action log, and what would be decided if some of it had not happened. An operation stands unless one that stands
 * undid it: undoing an undo brings back what it took away.
 */
export class Standing {
  readonly #store: Store;
  readonly #operations = new Map<number, OperationRecord>();
  /** Operations that gave a block in a lane back to the client's text, by place. What an undo gave back follows from the rest. */
  readonly #gaveBack = new Map<string, readonly OperationRecord[]>();
  readonly #without: Without;

  constructor(store: Store, session: number, without: Without) {
    this.#store = store;
    this.#without = without;
    for (const operation of allOperations(store, session)) {
      this.#operations.set(operation.n, operation);
      if (operation.kind === "undo") continue;
      for (const { lane, block } of gaveBackOf(operation)) {
        const place = `${lane}:${block}`;
        this.#gaveBack.set(place, [...(this.#gaveBack.get(place) ?? []), operation]);
      }
    }
  }

  stands(n: number): boolean {
    if (this.#without.operations.has(n)) return false;
    const { undoneBy = null, kind } = this.#operations.get(n) ?? {};
    if (undoneBy === null) return true;
    // A value that was told again is not hidden by an undo of that.
    return kind !== "redact" && !this.stands(undoneBy);
  }

  /** The change whose text a block would say, or null where it would be as the client sent it (an inserted one gone). */
  wordingOf({ lane, block }: Pair, record: BlockRecord): ChangeRecord | null {
    const decisions: { readonly at: number; readonly operation: number; readonly change: ChangeRecord | null }[] = [];
    for (const change of this.#store.control.changes.ofBlock(block))
      if (change.lane === lane && this.#counts(change, record))
        decisions.push({ at: change.createdAt, operation: change.operation ?? 0, change });
    for (const { n, at } of this.#gaveBack.get(`${lane}:${block}`) ?? [])
      if (this.stands(n)) decisions.push({ at, operation: n, change: null });
    decisions.sort((a, b) => a.at - b.at || a.operation - b.operation);
    return decisions.at(-1)?.change ?? null;
  }

  #counts(change: ChangeRecord, record: BlockRecord): boolean {
    if (change.kind === "redact") return false;
    // It was made from another text: the client changed the block since.
    if (change.originalHash !== null && change.originalHash !== record.hash) return false;
    if (change.operation !== null)
      // What an undo wrote only says again what stands without it.
      return this.#operations.get(change.operation)?.kind !== "undo" && this.stands(change.operation);
    if (this.#without.changes.has(change.n)) return false;
    return change.state === "pending" || change.state === "applied" || change.state === "superseded";
  }

  /** Pin and zone that a block would have. */
  settingsOf(block: number, session: number): BlockSettings {
    let settings: BlockSettings = { block, session, pinned: null, zone: null };
    for (const operation of [...this.#operations.values()].sort((a, b) => a.n - b.n)) {
      if (!operation.blocks.includes(block) || !this.stands(operation.n)) continue;
      settings = { ...settings, ...settingsIn(operation, block) };
    }
    return settings;
  }

  /** Operations that this one undid. */
  undoneBy(n: number): OperationRecord[] {
    return [...this.#operations.values()].filter((operation) => operation.undoneBy === n);
  }

  /** This one and all whose standing hangs on it: what it undid, what that had undone, and so on. */
  hangingOn(operation: OperationRecord): OperationRecord[] {
    return [operation, ...this.undoneBy(operation.n).flatMap((undone) => this.hangingOn(undone))];
  }
}

/** Newest first. */
export function allOperations(store: Store, session: number): OperationRecord[] {
  const found: OperationRecord[] = [];
  for (;;) {
    const last = found.at(-1);
    const more = store.control.operations.ofSession(session, { limit: page, ...(last ? { before: last.n } : {}) });
    found.push(...more);
    if (more.length < page) return found;
  }
}

/** Blocks in lanes that an operation gave back to the client's text. */
export function gaveBackOf({ input }: OperationRecord): Pair[] {
  if (!Array.isArray(input.gaveBack)) return [];
  return input.gaveBack.flatMap((place): Pair[] => {
    const [lane, block] = String(place).split("/");
    const pair = { lane: numberOf("lane", lane ?? ""), block: numberOf("block", block ?? "") };
    return pair.lane === undefined || pair.block === undefined ? [] : [{ lane: pair.lane, block: pair.block }];
  });
}

function settingsIn({ kind, input }: OperationRecord, block: number): Partial<BlockSettings> {
  if (kind === "pin" || kind === "unpin") return { pinned: (input.pinned ?? null) as BlockSettings["pinned"] };
  if (kind === "move") return { zone: (input.zone ?? null) as BlockSettings["zone"] };
  if (kind !== "checkpoint") return {};
  const set = input.settings as Readonly<Record<string, Pick<BlockSettings, "pinned" | "zone">>> | undefined;
  return set?.[idOf("block", block)] ?? {};
}
