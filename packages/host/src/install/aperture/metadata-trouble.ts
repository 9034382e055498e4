/**
 * What a failure of the metadata means, in words. The client wraps one error's text in another's, so the text is all there is to go by;
 * what is not recognised is repeated as it is.
 */
export function metadataTrouble(error: unknown): string {
  const says = error instanceof Error ? error.message : String(error);
  const found = meanings.find(([pattern]) => pattern.test(says));
  return found ? `${found[1]} (${short(says)})` : `its metadata does not hold (${short(says)})`;
}

const meanings: readonly (readonly [RegExp, string])[] = [
  [
    /less than current version|Expected version \d+, got|Missing file .* in new snapshot/,
    "its metadata is older than what was seen before: somebody rolls it back",
  ],
  [/expired/i, "its metadata has expired: somebody holds back newer metadata, or nobody renews it"],
  [
    /does not match snapshot version|Expected length|Expected hash|does not match/,
    "files of its metadata do not belong together",
  ],
  [/signature|signed by|threshold|No key|keyid/i, "its metadata is not signed by the keys of its root"],
  [/JSON|Unexpected (?:token|end)|Unterminated/i, "its metadata is damaged or cut short"],
];

const short = (text: string): string => text.replaceAll(/[^\x20-\x7e]+/g, " ").slice(-160);
