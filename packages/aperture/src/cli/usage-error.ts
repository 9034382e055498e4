import { ApertureError } from "@aperture/sdk";

/** What a command line says wrongly: `usage_invalid`, exit code 2. */
export const usageError = (detail: string): ApertureError => new ApertureError("usage_invalid", { detail });
