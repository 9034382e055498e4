import { cutText } from "../cut-text.ts";

/** What names an item, in the order in which it is looked for. */
const names = ["id", "key", "name", "path", "file", "number", "sha", "title", "url", "slug"];
/** Characters of ids that a notice lists. */
const LISTED = 240;
/** Longer items are not read for their id. */
const READ_UP_TO = 20_000;

/** `, id: 4, 5, 6` for items that are objects and have a name in common; else nothing. */
export function idsOf(items: readonly string[]): string {
  const first = parsed(items[0]!);
  const name = names.find((one) => isId(first?.[one]));
  if (name === undefined) return "";
  const ids: string[] = [];
  let length = 0;
  for (const item of items) {
    const id = parsed(item)?.[name];
    if (!isId(id)) continue;
    const text = cutText(String(id), 60);
    length += text.length + 2;
    if (length > LISTED) return `, ${name}: ${ids.join(", ")} …`;
    ids.push(text);
  }
  return `, ${name}: ${ids.join(", ")}`;
}

/** A number beyond 2^53 would be told wrongly: it is no id that can be listed. */
function isId(value: unknown): value is string | number {
  return typeof value === "number" ? Number.isSafeInteger(value) : typeof value === "string" && value !== "";
}

/** `item` may end with the comma and the space behind it. */
function parsed(item: string): Readonly<Record<string, unknown>> | null {
  const text = item.length > READ_UP_TO ? "" : item.trimEnd();
  try {
    const value: unknown = JSON.parse(text.endsWith(",") ? text.slice(0, -1) : text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
