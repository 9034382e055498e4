/** Characters of a sample string, samples of a list, members of an object, levels: a shape, not the data. */
const longestString = 100;
const longestOuterString = 300;
const samples = 2;
const mostMembers = 60;
const deepest = 7;
/** Keys whose values tell one element from the other. */
const telling =
  /^(?:id|.*_id|.*Id|key|name|.*_?name|number|.*_number|path|file|title|url|code|status|state|type|kind|date|version)$/;
/** Values of these are never cut to a sample: they are what went wrong. */
const failing = /^(?:errors?|exceptions?|messages?|reason|stderr|traceback|stack|detail)$/i;
const longestFailure = 2_000;
const mostRest = 600;

/**
 * Shape of a JSON value with samples: all keys, the first elements of a list, long strings cut; of the other elements of a list
 * of objects the values that tell them apart. Cost is linear in what is shown, not in the value.
 */
export function jsonShape(value: unknown, depth = 0, key = ""): string {
  if (typeof value === "string")
    return shortString(value, failing.test(key) ? longestFailure : depth < 2 ? longestOuterString : longestString);
  if (typeof value !== "object" || value === null) return String(JSON.stringify(value));
  if (depth >= deepest) return Array.isArray(value) ? `[… ${value.length}]` : "{…}";
  return Array.isArray(value) ? listShape(value, depth, key) : objectShape(value, depth);
}

function objectShape(value: object, depth: number): string {
  const members = Object.entries(value);
  const shown = members
    .slice(0, mostMembers)
    .map(([key, each]) => `${JSON.stringify(key)}: ${jsonShape(each, depth + 1, key)}`);
  if (members.length > mostMembers) shown.push(`… ${members.length - mostMembers} more keys`);
  return `{${shown.join(", ")}}`;
}

function listShape(list: readonly unknown[], depth: number, key: string): string {
  const short =
    list.every((each) => typeof each !== "object" || each === null) && JSON.stringify(list).length <= longestString;
  const count = short || failing.test(key) ? Math.min(list.length, 20) : samples;
  const shown = list.slice(0, count).map((each) => jsonShape(each, depth + 1, key));
  const rest = list.slice(count);
  if (rest.length > 0) shown.push(`… ${rest.length} more${restOf(rest)}`);
  return `[${shown.join(", ")}]`;
}

/** `: HAT019, HAT050` for objects with a `flight_number`; plain values themselves. */
function restOf(rest: readonly unknown[]): string {
  const said = rest.map((each) => {
    if (typeof each !== "object" || each === null) return shortString(String(each), 40).slice(1, -1);
    const values = Object.entries(each).filter(([key, value]) => telling.test(key) && isPlain(value));
    return values
      .slice(0, 3)
      .map(([, value]) => String(value))
      .join(" ");
  });
  let text = "";
  for (const each of said) {
    if (each === "" || each.length > longestString) continue;
    if (text.length + each.length > mostRest) return `${text}, …`;
    text += `${text === "" ? ": " : ", "}${each}`;
  }
  return text;
}

function isPlain(value: unknown): boolean {
  return (typeof value === "string" && value.length <= 60) || typeof value === "number";
}

function shortString(text: string, longest: number): string {
  return JSON.stringify(text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`);
}
