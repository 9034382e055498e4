/** A text as it stands between the quotes of a JSON string. */
export const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const inAscii = (text: string): string =>
  text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * How a value may be written in a text: as it is, and as inside a JSON string, once or twice; with letters beyond ASCII
 * escaped (Python writes them so) or slashes (PHP). A text need not be JSON as a whole: a log line may hold some.
 */
export function formsOf(value: string): string[] {
  const json = inJson(value);
  const slashes = json.replaceAll("/", "\\/");
  return [...new Set([value, json, inAscii(json), slashes, inAscii(slashes), inJson(json), inJson(inAscii(json))])];
}
