import { ApertureError } from "@aperture/sdk";

/** `signature_refused`: why. */
export const refused = (reason: string, cause?: unknown): ApertureError =>
  new ApertureError("signature_refused", { reason }, cause === undefined ? {} : { cause });
