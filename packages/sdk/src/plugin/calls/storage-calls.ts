import { z } from "zod";

/**
 * JSON of any shape. Not looked through here: the host has copied it by then, which leaves nothing else, and looking at each of some ten
 * thousand values a second time took the loop that also relays 40 ms.
 */
const value = z.unknown() as unknown as ReturnType<typeof z.json>;

/** `storage.write`: one commit; null removes. A list, not an object: `__proto__` is a key like any other. */
export const StorageWrite = z
  .strictObject({ values: z.array(z.tuple([z.string().min(1).max(200), value])).max(5_000) })
  .meta({ id: "StorageWrite" });

/** What the plugin keeps now, and may: bytes of keys and of values as JSON. */
export const StorageSize = z.object({ bytes: z.int(), quota: z.int() }).meta({ id: "StorageSize" });
