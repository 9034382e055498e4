import { z } from "zod";

/** `storage.write`: one commit; null removes. A list, not an object: `__proto__` is a key like any other. */
export const StorageWrite = z
  .strictObject({ values: z.array(z.tuple([z.string().min(1).max(200), z.json()])).max(10_000) })
  .meta({ id: "StorageWrite" });

/** What the plugin keeps now, and may: bytes of keys and of values as JSON. */
export const StorageSize = z.object({ bytes: z.int(), quota: z.int() }).meta({ id: "StorageSize" });
