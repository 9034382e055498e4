import { ApertureError } from "@aperture/sdk";

/** `plugin_package_refused`: which package, and why. */
export const refused = (source: string, reason: string, cause?: unknown): ApertureError =>
  new ApertureError("plugin_package_refused", { source, reason }, cause === undefined ? {} : { cause });
