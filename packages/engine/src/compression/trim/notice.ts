/** Opens every notice. No tool is known to write it, so a text that holds it was trimmed before and is left as it is. */
const OPENING = "[… ";

/** The line that says what was left out where it stands. `text` is one short line. */
export function notice(text: string): string {
  return `${OPENING}${text}]`;
}

export function hasNotice(text: string): boolean {
  return text.includes(OPENING);
}

/** `1,234 lines`, `1 line`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** 1234567 → `1,234,567`; not `toLocaleString`, whose output depends on the machine. */
export function grouped(count: number): string {
  let digits = String(count);
  let text = "";
  while (digits.length > 3) {
    text = `,${digits.slice(-3)}${text}`;
    digits = digits.slice(0, -3);
  }
  return digits + text;
}
