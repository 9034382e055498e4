import type { PluginPermissions } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import { plainMessage } from "../border/plain-message.ts";
import type { RunnerOptions } from "../border/runner.ts";

/** Writes of a guest on their way to the host's store, in order. */
export interface StorageWriter {
  /** Resolves when it is kept, or was refused: that is logged. `writes` comes from the guest's side and may be anything. */
  write(writes: readonly (readonly [string, string | null])[]): Promise<void>;
  /** All that was begun is done. */
  settled(): Promise<void>;
}

/** The quota is the capability's to check; what is no write at all is dropped here. */
export function createStorageWriter(
  { capability, log }: Pick<RunnerOptions, "capability" | "log">,
  permissions: () => PluginPermissions,
): StorageWriter {
  let last: Promise<void> = Promise.resolve();

  async function keep(values: [string, Json][]): Promise<void> {
    try {
      await capability("storage.write", { values });
    } catch (error) {
      log("error", `what it wanted to keep was not kept: ${plainMessage(error instanceof Error ? error.message : "")}`);
    }
  }
  return {
    write(writes) {
      if (writes.length === 0 || permissions().storage === undefined) return last;
      const values = writes.flatMap(([key, json]): [string, Json][] => {
        try {
          return [[String(key), json === null ? null : (JSON.parse(json) as Json)]];
        } catch {
          return [];
        }
      });
      last = last.then(() => keep(values));
      return last;
    },
    settled: () => last,
  };
}
