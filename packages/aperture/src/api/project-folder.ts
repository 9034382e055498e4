import { statSync } from "node:fs";
import { isAbsolute, normalize } from "node:path";
import { ApertureError } from "@aperture/sdk";

/** The folder without `.`, `..` and a closing slash. Throws `invalid_input` at `pointer` unless it is absolute and there. */
export function projectFolder(path: string, pointer: string): string {
  const refuse = (detail: string) => new ApertureError("invalid_input", { detail, pointer });
  if (path.includes("\0") || !isAbsolute(path)) throw refuse("The folder must be an absolute path");
  const folder = normalize(path).replace(/(?<=.)[/\\]+$/, "");
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw refuse("There is no such folder");
  return folder;
}
