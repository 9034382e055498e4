import { refused } from "../refused.ts";
import { findInvisible } from "../scan/find-invisible.ts";

/** UTF-8 without anything that people would not see. Throws `pack_refused`. */
export function plainText(bytes: Uint8Array, path: string): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw refused(`${path} is no UTF-8`, error);
  }
  const invisible = findInvisible(text);
  if (invisible) throw refused(`${path} has a character that nobody sees (${invisible.code}, line ${invisible.line})`);
  return text;
}
