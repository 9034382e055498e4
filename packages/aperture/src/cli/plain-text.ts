/**
 * Characters that a terminal acts on instead of showing: C0 without tab and line feed, DEL, C1 (some terminals take
 * U+009B as ESC [), and the bidirectional controls that make text read otherwise than it is (CVE-2021-42574).
 */
const acting = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;

/** Text that a model, client or server sent, made safe to print. */
export const plainText = (text: string): string => text.replace(acting, "");

/** The same on one line of at most `width` characters. */
export function oneLine(text: string, width = Number.POSITIVE_INFINITY): string {
  const line = plainText(text.replace(/\s+/g, " ")).trim();
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}

/** JSON that is safe to print: what JSON.stringify leaves as it is and a terminal would act on is escaped. Same value when parsed. */
export function safeJson(value: unknown, indent?: number): string {
  return (JSON.stringify(value, null, indent) ?? "null").replace(
    /[\u2028\u2029]|(?!\n)[\p{Cc}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
