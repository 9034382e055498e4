import { Status } from "../abi.ts";
import { GuestFault } from "./guest-fault.ts";
import type { GuestSide } from "./guest-side.ts";

/** `StorageWrite` takes as many. */
const MOST_KEY_UNITS = 200;

/** The plugin's own key-value store. Without the permission every function answers `denied`. */
export function storeImports(side: GuestSide) {
  const keyOf = (pointer: number, length: number) => side.memory().string(pointer, length, "key");
  const tell = (to: number, room: number, text: string) => {
    side.memory().writeText(to, room, text, "value");
    return Buffer.byteLength(text);
  };

  return {
    store_get(key: number, length: number, to: number, room: number): number {
      if (side.grants.quota === null) return Status.denied;
      const value = side.store.get(keyOf(key, length));
      side.memory().view(to, room, "value");
      return value === undefined ? Status.none : tell(to, room, value);
    },
    store_set(key: number, keyLength: number, value: number, length: number): number {
      const { quota } = side.grants;
      if (quota === null) return Status.denied;
      const name = keyOf(key, keyLength);
      side.memory().view(value, length, "value");
      if (name === "" || name.length > MOST_KEY_UNITS) return Status.invalid;
      if (length >>> 0 > quota) return Status.quota;
      const json = compact(side.memory().string(value, length, "value"));
      if (json === null) return Status.invalid;
      return side.store.set(name, json, quota) ? 0 : Status.quota;
    },
    store_remove(key: number, length: number): number {
      const { quota } = side.grants;
      if (quota === null) return Status.denied;
      side.store.set(keyOf(key, length), null, quota);
      return 0;
    },
    store_keys(prefix: number, length: number, to: number, room: number): number {
      if (side.grants.quota === null) return Status.denied;
      const json = JSON.stringify(side.store.keys(keyOf(prefix, length)));
      if (json.length > side.limits.memory)
        throw new GuestFault("plugin_failed", "its keys do not fit into its memory");
      return tell(to, room, json);
    },
  };
}

/** JSON as it is kept; null where it is none. */
function compact(json: string): string | null {
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    return null;
  }
}
