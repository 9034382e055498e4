/**
 * A JSON text with every string value through `replace`. Keys, numbers and spacing stay byte for byte, and so does each string
 * that `replace` leaves alone, however it is escaped. `json` must be valid: then a quote outside a string begins one.
 */
export function mapJsonStrings(
  json: string,
  replace: (text: string) => string,
  write: (text: string) => string,
): string {
  let mapped = "";
  let from = 0;
  for (let at = json.indexOf('"'); at >= 0; ) {
    let end = at + 1;
    while (json[end] !== '"') end += json[end] === "\\" ? 2 : 1;
    end++;
    if (!isKey(json, end)) {
      const text = JSON.parse(json.slice(at, end)) as string;
      const said = replace(text);
      if (said !== text) {
        mapped += json.slice(from, at) + write(said);
        from = end;
      }
    }
    at = json.indexOf('"', end);
  }
  return mapped + json.slice(from);
}

function isKey(json: string, behind: number): boolean {
  let at = behind;
  while (json[at] === " " || json[at] === "\n" || json[at] === "\r" || json[at] === "\t") at++;
  return json[at] === ":";
}
