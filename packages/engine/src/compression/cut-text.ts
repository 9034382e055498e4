/** The first `length` UTF-16 units or one less: a surrogate pair is never cut in two. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, isPairAt(text, length) ? length - 1 : length);
}

/** The last `length` units or one less. */
export function cutStart(text: string, length: number): string {
  if (text.length <= length) return text;
  const start = text.length - length;
  return text.slice(isPairAt(text, start) ? start + 1 : start);
}

/** True where a cut in front of `index` would part a surrogate pair. */
function isPairAt(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  const behind = text.charCodeAt(index);
  return before >= 0xd800 && before <= 0xdbff && behind >= 0xdc00 && behind <= 0xdfff;
}
