import { z } from "zod";

/** POST /api/v1/pairings: a single-use code that `aperture open` puts into the page's URL fragment. */
export const Pairing = z.object({ code: z.string(), expiresAt: z.string() }).meta({ id: "Pairing" });
export type Pairing = z.infer<typeof Pairing>;

/** POST /api/v1/pairings/redeem */
export const RedeemPairing = z.object({ code: z.string().min(1).max(128) }).meta({ id: "RedeemPairing" });
export type RedeemPairing = z.infer<typeof RedeemPairing>;

/** A token of this page, with the rights of the file's token; it ends with the process. */
export const PageToken = z.object({ token: z.string() }).meta({ id: "PageToken" });
export type PageToken = z.infer<typeof PageToken>;
