// C0 and C1 controls, bidirectional controls, zero-width and tag characters: what could reorder, hide or forge text on the
// screen ("Trojan Source", CVE-2021-42574; instructions hidden in Unicode tags). Tab and newline stay; ZWJ stays, emoji need it.
const ranges: readonly (readonly [number, number])[] = [
  [0x0000, 0x0008],
  [0x000b, 0x001f],
  [0x007f, 0x009f],
  [0x061c, 0x061c],
  [0x200b, 0x200c],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x2069],
  [0xfeff, 0xfeff],
  [0xe0000, 0xe007f],
];
const escaped = (code: number): string => `\\u{${code.toString(16)}}`;
const unprintable = new RegExp(`[${ranges.map(([from, to]) => `${escaped(from)}-${escaped(to)}`).join("")}]`, "gu");

/** Text as it may stand on the screen: everything invisible is made visible, nothing is left out. */
export const printable = (text: string): string =>
  text.replaceAll("\r\n", "\n").replace(unprintable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
