import { z } from "zod";

export const Mode = z.enum(["manual", "observe", "auto"]);
export type Mode = z.infer<typeof Mode>;

export const Health = z
  .object({
    status: z.enum(["ok", "degraded"]),
    /** One sentence per trouble, empty when all is well. */
    problems: z.array(z.string()),
    version: z.string(),
    pid: z.int(),
    /** Changes with every start: a client that sees a new one reads everything again. */
    epoch: z.string(),
    startedAt: z.string(),
    mode: Mode,
    ports: z.object({ proxy: z.int(), api: z.int() }),
    home: z.string(),
    upstreams: z.record(z.string(), z.string()),
    requests: z.object({
      total: z.int(),
      inFlight: z.int(),
      opaque: z.int(),
      failed: z.int(),
      cancelled: z.int(),
      /** Requests that could not be recorded and went through all the same (law 4). */
      failedOpen: z.int(),
      lastAt: z.string().nullable(),
    }),
    /** `peerCheck`: whether the operating system's owner of a connection can be read here. */
    gate: z.object({ refused: z.int(), peerCheck: z.enum(["verified", "unverified"]) }),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof Health>;
