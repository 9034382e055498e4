import type { PackManifest } from "@aperture/sdk";
import { refused } from "../refused.ts";
import { findInvisible } from "../scan/find-invisible.ts";

const latin = /\p{Script=Latin}/u;
// The scripts that have letters which look like Latin ones.
const alike =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u;

/** What a signer calls itself is shown beside its key: it must not be mistakable, nor break out of its line. Throws `pack_refused`. */
export function checkPublisher({ publisher, note }: Pick<PackManifest, "publisher" | "note">): void {
  for (const [what, text] of [
    ["the publisher's name", publisher],
    ["the note", note],
  ] as const) {
    const invisible = findInvisible(text);
    if (invisible) throw refused(`${what} has a character that nobody sees (${invisible.code})`);
  }
  if (/[\t\r\n]/.test(publisher) || publisher !== publisher.trim())
    throw refused("the publisher's name is more than a line");
  // Signers without a name are known by their fingerprint: nobody else may be called so.
  if (/^ed25519:/i.test(publisher)) throw refused("the publisher's name is written like a fingerprint");
  if (publisher.normalize("NFKC") !== publisher)
    throw refused("the publisher's name is written in letters that only look like others");
  for (const word of publisher.split(/\s+/))
    if (latin.test(word) && alike.test(word))
      throw refused("the publisher's name mixes letters of scripts that look alike");
}
