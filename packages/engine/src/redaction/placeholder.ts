/** All placeholders begin like this; `R` stands nowhere else in them, so that no placeholder begins inside another. */
const STEM = "REDACTED_";
const LONGEST = 24;
/** Characters of the hash that are kept: one in 2 billion tells two of the same number apart. */
const HASH_LENGTH = 6;

/**
 * The text that leaves instead of a value: `REDACTED_1_k3f9x2`, at most 24 letters, digits and underscores, the same for
 * the same value and number in a session, never part of the value. No placeholder begins with another.
 *
 * `n` is the redaction's number in its session, 0 to 99,999,999 (RangeError). `hash` should be keyed with something that stays here: the
 * provider sees the placeholder, and could try short values against a plain hash.
 */
export function placeholderFor(value: string, session: string, n: number, hash: (text: string) => string): string {
  if (!Number.isInteger(n) || n < 0 || String(n).length > LONGEST - STEM.length - 1 - HASH_LENGTH)
    throw new RangeError(`${n} is no number of a redaction`);
  for (let attempt = 0; ; attempt++) {
    const placeholder = `${STEM}${n}_${suffix(hash(`${session}\0${n}\0${attempt}\0${value}`))}`;
    if (!value.includes(placeholder)) return placeholder;
  }
}

/** True for what `placeholderFor` makes: the answer restorer relies on its form. */
export function isPlaceholder(text: string): boolean {
  return /^REDACTED_[0-9]{1,8}_[0-9a-z]{6}$/.test(text);
}

/** Six lower-case letters and digits of any hash text. */
function suffix(hashed: string): string {
  const letters = hashed.toLowerCase().replace(/[^0-9a-z]/g, "");
  return letters.padEnd(HASH_LENGTH, "0").slice(0, HASH_LENGTH);
}
