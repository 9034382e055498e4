import { ApertureError } from "@aperture/sdk";

/** `pack_refused`: why. */
export const refused = (reason: string, cause?: unknown): ApertureError =>
  new ApertureError("pack_refused", { reason }, cause === undefined ? {} : { cause });
