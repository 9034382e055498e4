import { Buffer } from "node:buffer";

/** A plugin's key-value store as it is kept beside it. Values are JSON. */
export interface GuestStorage {
  get(key: string): string | undefined;
  /** `null` removes. Throws an error named `permission_denied`, `quota_exceeded` or `plugin_failed`. */
  set(key: string, json: string | null): void;
  /** JSON of the keys that start with `prefix`, sorted. */
  keys(prefix: string): string;
  /** What was written since the last `take` or `takeBack`, in order. It counts as kept. */
  take(): (readonly [string, string | null])[];
  /** What was written since then never was. */
  takeBack(): void;
}

const LONGEST_KEY = 200;
/** Writes of one call. */
const MOST_WRITES = 10_000;

/** A refusal as it is thrown inside the guest: its name is its code. */
export function refusal(code: string, message: string): Error {
  const error = new Error(message);
  error.name = code;
  return error;
}

/** `quota`: bytes of keys and values together; null: the plugin may keep nothing. */
export function createGuestStorage(
  stored: readonly (readonly [string, string])[],
  quota: () => number | null,
): GuestStorage {
  const values = new Map(stored);
  const before = new Map<string, string | undefined>();
  const sizeOf = (key: string, json: string | undefined) =>
    json === undefined ? 0 : Buffer.byteLength(key) + Buffer.byteLength(json);
  let bytes = stored.reduce((sum, [key, json]) => sum + sizeOf(key, json), 0);

  function put(key: string, json: string | undefined): void {
    bytes += sizeOf(key, json) - sizeOf(key, values.get(key));
    if (json === undefined) values.delete(key);
    else values.set(key, json);
  }
  return {
    get: (key) => values.get(key),
    set(key, json) {
      const most = quota();
      if (most === null) throw refusal("permission_denied", "this needs the permission storage");
      if (key.length === 0 || key.length > LONGEST_KEY)
        throw refusal("plugin_failed", `a key has 1 to ${LONGEST_KEY} characters`);
      if (json !== null && !isJson(json)) throw refusal("plugin_failed", "what is kept must be JSON");
      if (json !== null && bytes + sizeOf(key, json) - sizeOf(key, values.get(key)) > most)
        throw refusal("quota_exceeded", `there is no room: the quota is ${most} bytes`);
      if (!before.has(key) && before.size >= MOST_WRITES)
        throw refusal("quota_exceeded", `a call writes at most ${MOST_WRITES} keys`);
      if (!before.has(key)) before.set(key, values.get(key));
      put(key, json ?? undefined);
    },
    keys: (prefix) => JSON.stringify([...values.keys()].filter((key) => key.startsWith(prefix)).sort()),
    take() {
      const written = [...before.keys()].map((key) => [key, values.get(key) ?? null] as const);
      before.clear();
      return written;
    },
    takeBack() {
      for (const [key, json] of before) put(key, json);
      before.clear();
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
