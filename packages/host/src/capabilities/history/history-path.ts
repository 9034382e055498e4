import { ApertureError } from "@aperture/sdk";
import { isPlainPath } from "../files/readable.ts";

/** A path in the history, as it was given. Throws `file_refused` for one that leads out, or into the repository's own files. */
export function historyPath(path: string): string {
  if (isPlainPath(path) && !/(?:^|\/)\.git(?:\/|$)/i.test(path)) return path;
  throw new ApertureError("file_refused", { path: path.slice(0, 300), reason: "it is no path inside the project" });
}
