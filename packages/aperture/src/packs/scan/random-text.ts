const run = /[A-Za-z0-9+/_=-]{24,}/g;

/**
 * Where a text has something that nobody would write by hand, and no issuer's prefix tells: large and small letters and digits in turns, as
 * random bytes look in base62 and base64. -1: nowhere. Hashes in lower-case digits are no such thing.
 */
export function randomText(text: string): number {
  for (const { index, 0: word } of text.matchAll(run)) {
    // Words, numbers and names in camel case are parted by signs, or have their digits together.
    for (const part of word.matchAll(/[A-Za-z0-9]{20,}/g)) {
      const digits = part[0].match(/\d+/g) ?? [];
      if (digits.length >= 3 && /[A-Z]/.test(part[0]) && /[a-z]/.test(part[0])) return index + part.index;
    }
  }
  return -1;
}
