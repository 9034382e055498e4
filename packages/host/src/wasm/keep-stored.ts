import type { Json } from "../border/calls.ts";
import type { RunnerOptions } from "../border/runner.ts";

/** A plugin's store on the main side: what is kept, in the order in which calls wrote it. */
export interface StoreKeeper {
  /** As JSON, with what is on its way. */
  all(): ReadonlyMap<string, string>;
  /** A call succeeded and wrote this; null removes. */
  written(writes: ReadonlyMap<string, string | null>): void;
  /** Everything written so far is kept, or refused. */
  settled(): Promise<void>;
}

/**
 * Hands writes to the host, one after the other. What the host does not keep (a quota counted again, a full disk) is taken back on both sides by
 * `restore`, and the author is told in the log: the call that wrote is long over.
 */
export function keepStored(
  { stored, capability, log }: Pick<RunnerOptions, "stored" | "capability" | "log">,
  restore: (values: ReadonlyMap<string, string | null>) => void,
): StoreKeeper {
  const values = new Map([...stored].map(([key, value]) => [key, JSON.stringify(value)]));
  let last: Promise<void> = Promise.resolve();

  async function keep(
    writes: ReadonlyMap<string, string | null>,
    before: ReadonlyMap<string, string | null>,
  ): Promise<void> {
    const list = [...writes].map(([key, json]) => [key, json === null ? null : (JSON.parse(json) as Json)] as const);
    try {
      await capability("storage.write", { values: list });
    } catch (error) {
      put(before);
      restore(before);
      log("error", `storage: ${error instanceof Error ? error.message : "not kept"}`);
    }
  }

  function put(writes: ReadonlyMap<string, string | null>): void {
    for (const [key, json] of writes) {
      if (json === null) values.delete(key);
      else values.set(key, json);
    }
  }

  return {
    all: () => new Map(values),
    written(writes) {
      if (writes.size === 0) return;
      const before = new Map([...writes.keys()].map((key) => [key, values.get(key) ?? null]));
      put(writes);
      last = last.then(() => keep(writes, before));
    },
    settled: () => last,
  };
}
