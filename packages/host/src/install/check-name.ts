import { ApertureError, type Provenance } from "@aperture/sdk";
import { lookAlike } from "./look-alike.ts";

/**
 * What somebody should know of a plugin's name. Throws `plugin_verification_failed` for one that nobody tells from another: whoever asked for
 * it may have meant that one. `known`: names that are installed or come with Aperture.
 */
export function checkName(name: string, known: readonly string[], { kind, from }: Provenance): string[] {
  // What comes with Aperture is what others are held against.
  if (kind === "bundled") return [];
  const found = lookAlike(name, known);
  if (!found) return [];
  if (found.how === "near") return [`its name is one letter from ${found.other}: is that one meant?`];
  const reason = `nobody tells the name ${name} from ${found.other}, which is installed or comes with Aperture`;
  // An author's own folder is nobody's trick.
  if (kind === "folder" || kind === "linked") return [reason];
  throw new ApertureError("plugin_verification_failed", { name: `${name} (${from})`, reason });
}
