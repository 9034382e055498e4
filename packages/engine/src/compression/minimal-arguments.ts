import { cutText } from "./cut-text.ts";
import { grouped } from "./trim/notice.ts";

/** Longer texts and structures go, this much of a text's start stays. */
const LONGEST = 120;
const START = 40;

/** A call's arguments as an object of the same names, with long values cut; null where they are no object. */
export function minimalArguments({ text, id }: { readonly text: string; readonly id: string }): string | null {
  const input = parsed(text);
  if (input === null) return null;
  const entries = Object.entries(input).map(([name, value]): readonly [string, unknown] => {
    const written = typeof value === "string" ? value : JSON.stringify(value);
    if (written.length <= LONGEST) return [name, value];
    const start = typeof value === "string" ? `${cutText(value, START)} ` : "";
    return [name, `${start}[${grouped(written.length)} characters; shortened by Aperture, ${id} restores them]`];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

/** Numbers beyond 2^53 would be written back wrongly: such arguments are left alone. */
function parsed(text: string): Readonly<Record<string, unknown>> | null {
  if (/\d{16}/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
