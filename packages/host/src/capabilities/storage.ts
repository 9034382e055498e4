import { ApertureError, bytesOf } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import type { PluginStore } from "../border/services.ts";
import type { Capability } from "./capability.ts";

/** Keys of one plugin: each costs memory beside its bytes, here and in the guest's copy. */
const MOST_KEYS = 20_000;

/** How much each plugin keeps, so that a write needs no look at the rest. Built once for each running plugin. */
export class StoredSizes {
  readonly #sizes = new Map<string, number>();
  #bytes = 0;
  constructor(stored: ReadonlyMap<string, Json>) {
    for (const [key, value] of stored) this.#set(key, sizeOf(key, value));
  }

  get bytes(): number {
    return this.#bytes;
  }
  get keys(): number {
    return this.#sizes.size;
  }

  /** Bytes and keys there would be; of the same key the last value counts. */
  with(values: ReadonlyMap<string, Json>): { readonly bytes: number; readonly keys: number } {
    let { bytes, keys } = this;
    for (const [key, value] of values) {
      const before = this.#sizes.get(key);
      bytes += (value === null ? 0 : sizeOf(key, value)) - (before ?? 0);
      keys += (value === null ? 0 : 1) - (before === undefined ? 0 : 1);
    }
    return { bytes, keys };
  }

  take(values: ReadonlyMap<string, Json>): void {
    for (const [key, value] of values) this.#set(key, value === null ? 0 : sizeOf(key, value));
  }

  #set(key: string, size: number): void {
    this.#bytes += size - (this.#sizes.get(key) ?? 0);
    if (size === 0) this.#sizes.delete(key);
    else this.#sizes.set(key, size);
  }
}

/** Bytes as they are stored: both as JSON. */
const sizeOf = (key: string, value: Json): number =>
  Buffer.byteLength(JSON.stringify(key)) + Buffer.byteLength(JSON.stringify(value));

/** Writes to the plugin's own values: all of them, or none where they would be more than its quota. What it may no longer keep it can remove. */
export function createStorage(id: string, store: Pick<PluginStore, "stored" | "store">): Capability<"storage.write"> {
  let sizes: StoredSizes | null = null;
  return {
    needs: (_input, { storage }) =>
      storage === undefined ? { missing: "storage" } : { needs: [`storage:${storage}`] },
    async run({ values: list }, { granted, project }) {
      const quota = bytesOf(granted(project).storage ?? "") ?? 0;
      const values = new Map<string, Json>(list);
      sizes ??= new StoredSizes(store.stored(id));
      const after = sizes.with(values);
      if (after.bytes > quota && after.bytes > sizes.bytes)
        throw new ApertureError("quota_exceeded", { plugin: id, limit: `${quota} bytes of storage` });
      if (after.keys > MOST_KEYS && after.keys > sizes.keys)
        throw new ApertureError("quota_exceeded", { plugin: id, limit: `${MOST_KEYS} keys of storage` });
      store.store(id, values);
      sizes.take(values);
      return { bytes: after.bytes, quota };
    },
  };
}
