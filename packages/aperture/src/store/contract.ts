import type { PluginStore } from "@aperture/host/host/services";
import type { Event, EventData, EventType } from "@aperture/sdk";
import type { ControlTables } from "./control-contract.ts";
import type { BlockRecord, LaneRecord, ModelFactor, NewContent, SessionRecord, TurnRecord } from "./records.ts";

/** The event log: one growing `seq`, stored before it is published. */
export interface EventLog {
  readonly epoch: string;
  /** Appends in the running transaction (or its own); subscribers are told after the commit. */
  append<T extends EventType>(type: T, data: EventData<T>): Event;
  /** Events behind `seq`, oldest first. `resync` is true when some of them have been dropped already. */
  since(seq: number, limit: number): { events: Event[]; resync: boolean };
  bounds(): { first: number; last: number };
  /** Returns the function that ends the subscription. A listener that throws is dropped, never the event. */
  subscribe(listener: (event: Event) => void): () => void;
}

/**
 * The one writer of `aperture.db` (node:sqlite, WAL, synchronous NORMAL). All calls are synchronous. When the database
 * fails (disk full, I/O error, corrupt), writes throw `store_unavailable` until it works again; the proxy goes on (law 4).
 */
export interface Store {
  readonly events: EventLog;
  /** One commit for everything in `work`; rolled back as a whole when it throws. Events are published after the commit. */
  transaction<T>(work: () => T): T;

  sessions: {
    insert(session: Omit<SessionRecord, "n">): SessionRecord;
    update(
      n: number,
      fields: Partial<Pick<SessionRecord, "label" | "model" | "project" | "lastSeen" | "client" | "dialect">>,
    ): void;
    byKey(key: string): SessionRecord | undefined;
    /** Of the keys that begin so, the last in order of characters: one look-up in the keys' index. */
    lastByKeyPrefix(prefix: string): SessionRecord | undefined;
    get(n: number): SessionRecord | undefined;
    /** By `lastSeen`, newest first. `before`: a page's last record. */
    list(page: { limit: number; before?: Pick<SessionRecord, "n" | "lastSeen"> }): SessionRecord[];
    byLabel(label: string): SessionRecord | undefined;
    latest(): SessionRecord | undefined;
    /**
     * Out of every answer with the commit. Everything only it refers to is removed behind it in slices, also after a restart;
     * contents shared with others stay.
     */
    remove(n: number): void;
  };
  lanes: {
    insert(lane: Omit<LaneRecord, "n">): LaneRecord;
    update(n: number, fields: Partial<Pick<LaneRecord, "turns" | "lastSeen">>): void;
    ofSession(session: number): LaneRecord[];
  };
  blocks: {
    /** Assigns `n` in order: the next free numbers of the store. */
    insert(block: Omit<BlockRecord, "n">): BlockRecord;
    /** A new text under the same identity (a client cleared a tool result): hash, rawHash and meta follow. */
    update(n: number, fields: Partial<Pick<BlockRecord, "hash" | "rawHash" | "meta">>): void;
    /** None of a session that was removed. */
    get(n: number): BlockRecord | undefined;
    /** None of a session that was removed. */
    many(numbers: readonly number[]): BlockRecord[];
    ofSession(session: number): BlockRecord[];
    countOfSession(session: number): number;
  };
  turns: {
    insert(turn: Omit<TurnRecord, "n">): TurnRecord;
    update(n: number, fields: Partial<Omit<TurnRecord, "n" | "session" | "lane" | "number" | "startedAt">>): void;
    get(n: number): TurnRecord | undefined;
    /** The lane's newest turns first. */
    ofLane(lane: number, limit: number): TurnRecord[];
    /** Newest first; `before`: a page's last turn number `n`. */
    ofSession(session: number, page: { limit: number; before?: number }): TurnRecord[];
    usageOfSession(session: number): {
      input: number;
      output: number;
      cacheRead: number;
      cacheWrite5m: number;
      cacheWrite1h: number;
    };
    countOfSession(session: number): number;
    /** Every turn that is running has failed with this error: one statement, no events. Returns how many there were. */
    failRunning(error: string): number;
  };
  contents: {
    put(content: NewContent): void;
    text(hash: string): string | undefined;
    /** How a text begins (2,000 characters), and its length: kept in memory, for lists. */
    start(hash: string): { readonly start: string; readonly length: number } | undefined;
    bytes(hash: string): Uint8Array | undefined;
    /** o200k counts by hash; missing ones are absent from the map. */
    tokens(hashes: readonly string[]): Map<string, number>;
    setTokens(counts: ReadonlyMap<string, number>): void;
    /** Hashes among these whose o200k count is not known. */
    uncounted(hashes: readonly string[]): string[];
  };
  models: {
    get(model: string): ModelFactor | undefined;
    put(factor: ModelFactor): void;
    all(): ModelFactor[];
  };
  /** Folder registered by `aperture run` under a path tag. */
  runs: {
    put(run: Run): void;
    byLabel(label: string): Run | undefined;
  };

  control: ControlTables;

  /** What is installed, and what it keeps and says. Secrets are not in here. */
  plugins: PluginStore;
  /** Where their updates stand. */
  pluginUpdates: PluginUpdateTable;

  /**
   * Removes sessions not seen since `before` and events beyond `keepEvents`, for about 8 ms; returns what it removed. Call it
   * again, from a timer, while `more` is true: streams run in the same loop.
   */
  retain(policy: { before: number; keepEvents: number }): { sessions: number[]; events: number; more: boolean };
  /** Bytes of the database's pages in use. */
  size(): number;
  /** Null when all is well, else why writes fail. */
  trouble(): string | null;
  close(): void;
}

/** One row per plugin; whoever reads one checks what it says. */
export interface PluginUpdateTable {
  all(): { readonly plugin: string; readonly value: unknown }[];
  put(plugin: string, value: object): void;
  remove(plugin: string): void;
}

/** What `aperture run` registered. `preset`: the one it was asked for, or null. */
export interface Run {
  readonly label: string;
  readonly project: string;
  readonly agent: string;
  readonly at: number;
  readonly preset: string | null;
}
