import type { PluginRecord, PluginStore } from "@aperture/host/host/services";
import type { PluginSecrets } from "./plugin-secrets.ts";
import type { ProtectionMarker } from "./protection-marker.ts";

/**
 * Where plugins are kept, with what lies beside the database: who protects is noted before the commit that has it protect, and struck out
 * behind the one that ends it; secrets go with what is removed. Every method by its name: the store of a database that could not be opened is no plain object.
 */
export function pluginStore(
  store: PluginStore,
  marker: ProtectionMarker,
  secrets: Pick<PluginSecrets, "removeAll">,
): PluginStore {
  return {
    all: () => store.all(),
    get: (id) => store.get(id),
    put(record) {
      const isNew = protects(record) && marker.add(record.id);
      try {
        store.put(record);
      } catch (error) {
        if (isNew) marker.forget(record.id);
        throw error;
      }
      if (!protects(record)) marker.forget(record.id);
    },
    remove(id, purge) {
      // The next package of that name may be anybody's: it must not find them. What was only disabled is not removed.
      secrets.removeAll(id);
      store.remove(id, purge);
      marker.forget(id);
    },
    stored: (id) => store.stored(id),
    store: (id, values) => store.store(id, values),
    log: (id, line) => store.log(id, line),
    logs: (id, limit) => store.logs(id, limit),
  };
}

/** Whether requests must not pass by it. */
export const protects = ({ wanted, protects }: Pick<PluginRecord, "wanted" | "protects">): boolean =>
  wanted === "enabled" && protects;
