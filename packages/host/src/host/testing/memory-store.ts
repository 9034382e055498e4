import type { Json } from "../../border/calls.ts";
import type { PluginLogLine, PluginRecord, PluginStore } from "../services.ts";

/** A store that forgets everything with its process. */
export function memoryStore(): PluginStore {
  const records = new Map<string, PluginRecord>();
  const values = new Map<string, Map<string, Json>>();
  const lines = new Map<string, PluginLogLine[]>();
  return {
    all: () => [...records.values()],
    get: (id) => records.get(id),
    put: (record) => void records.set(record.id, record),
    remove(id, purge) {
      records.delete(id);
      if (!purge) return;
      values.delete(id);
      lines.delete(id);
    },
    stored: (id) => values.get(id) ?? new Map(),
    store(id, changes) {
      const all = values.get(id) ?? new Map<string, Json>();
      for (const [key, value] of changes) value === null ? all.delete(key) : all.set(key, value);
      values.set(id, all);
    },
    log: (id, line) => void lines.set(id, [...(lines.get(id) ?? []), line]),
    logs: (id, limit) => (lines.get(id) ?? []).slice(-limit),
  };
}
