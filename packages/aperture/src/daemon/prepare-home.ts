import { mkdirSync } from "node:fs";
import { ApertureError } from "@aperture/sdk";

/** Makes the home folder, for its user alone. Throws `home_unusable`. */
export function prepareHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ApertureError("home_unusable", { home, reason: (error as Error).message }, { cause: error });
  }
}
