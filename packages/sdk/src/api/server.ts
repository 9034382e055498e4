import { z } from "zod";

/** GET /api/v1/proof: the server shows that it knows the token before anybody sends it. */
export const ProofQuery = z.object({
  /** Base64url, 16 to 128 characters, never used before. */
  nonce: z.string().regex(/^[A-Za-z0-9_-]{16,128}$/, "must be 16 to 128 characters of base64url"),
});
export type ProofQuery = z.infer<typeof ProofQuery>;

export const Proof = z
  .object({
    /** Base64url HMAC-SHA256 with the token as key over "aperture-proof\n<nonce>\n<port>". */
    proof: z.string(),
  })
  .meta({ id: "Proof" });
export type Proof = z.infer<typeof Proof>;

/** POST /api/v1/shutdown */
export const Stopping = z.object({ stopping: z.literal(true) }).meta({ id: "Stopping" });
export type Stopping = z.infer<typeof Stopping>;
