import { PluginUpdate } from "@aperture/sdk";
import { z } from "zod";

/** An update as it is kept over restarts: what is shown, and what it takes to go on. */
export const KeptUpdate = z.object({
  update: PluginUpdate,
  /** Why other output is expected, or null: then it is a reason to go back. */
  expected: z.string().nullable(),
  /** Epoch ms at which this very content was first seen. */
  seenAt: z.number(),
  /** Epoch ms of the swap; null before. */
  swappedAt: z.number().nullable(),
});
export type KeptUpdate = z.infer<typeof KeptUpdate>;
