/** What a JSON text holds, or undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True for the JSON text of an object: what tools take as arguments. */
export function isJsonObject(text: string): boolean {
  const value = parsedJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
