import type { PluginManifest } from "@aperture/sdk";
import { MANIFEST } from "./manifest-file.ts";
import type { PackageFiles } from "./package-files.ts";
import { refused } from "./refused.ts";

/** Files that people are shown. */
const shown = /^(?:readme|changelog|licen[cs]e)(?:\.[a-z]+)?$/i;

// Control characters steer terminals; embeddings, overrides and isolates turn text around (CVE-2021-42574); tags and the supplementary
// variation selectors carry whole sentences that models read and people do not see.
const hostile = /(?![\t\n\f\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e01ef}]/u;
// In what is a line or a name, nothing has to be invisible. Emoji are put together with joiners and selectors; those are looked past.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\u115f\u1160\u3164\uffa0\u2800]/u;
const joined = /(?<=\p{Extended_Pictographic}|\ufe0f)\u200d(?=\p{Extended_Pictographic})/gu;

/**
 * Throws `plugin_package_refused` where what people read of a package holds what they do not see: in its manifest, README, CHANGELOG or licence.
 * Its code may hold anything; nobody is shown that.
 */
export function checkTexts(manifest: PluginManifest, files: PackageFiles, source: string): void {
  for (const [path, text] of stringsIn(manifest, "")) {
    const found = invisible.exec(text.replaceAll(joined, ""));
    // A schema's descriptions may have lines.
    if (found && !/[\n\r\t]/.test(found[0]))
      throw refused(source, `${MANIFEST} at ${path || "/"} has ${named(found[0])}`);
  }
  for (const [path, bytes] of files) {
    if (!shown.test(path)) continue;
    const text = new TextDecoder().decode(bytes);
    const found = hostile.exec(text);
    if (!found) continue;
    const line = text.slice(0, found.index).split("\n").length;
    throw refused(source, `${path} has ${named(found[0])} in line ${line}`);
  }
}

const named = (character: string): string =>
  `a character that nobody sees (U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")})`;

/** Keys too: a schema's are shown. */
function* stringsIn(value: unknown, pointer: string): Generator<readonly [string, string]> {
  if (typeof value === "string") yield [pointer, value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const plain = key.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 60);
    yield [pointer, key];
    yield* stringsIn(inner, `${pointer}/${plain.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  }
}
