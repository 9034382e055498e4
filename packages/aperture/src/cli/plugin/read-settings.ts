import type { JsonValue } from "@aperture/sdk";
import { usageError } from "../usage-error.ts";

type Settings = Record<string, JsonValue>;

/**
 * `key=value` words as settings. A value is JSON where it reads as JSON, else a text; what the schema calls a text is one, whatever it
 * looks like. Throws `usage_invalid`.
 */
export function readSettings(words: readonly string[], schema: Readonly<Record<string, JsonValue>> = {}): Settings {
  const settings: [string, JsonValue][] = words.map((word) => {
    const at = word.indexOf("=");
    if (at < 1) throw usageError(`${JSON.stringify(word)} is no setting: write key=value`);
    const [key, value] = [word.slice(0, at), word.slice(at + 1)];
    return [key, isText(schema, key) ? value : jsonOrText(value)];
  });
  return Object.fromEntries(settings);
}

/** An object of settings, as a file has it. Throws `usage_invalid`. */
export function parseSettings(source: string, text: string): Settings {
  const value = jsonOf(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw usageError(`${source} is no JSON object`);
}

function isText(schema: Readonly<Record<string, JsonValue>>, key: string): boolean {
  const properties = objectAt(schema, "properties");
  return (properties && objectAt(properties, key))?.type === "string";
}

function objectAt(
  value: Readonly<Record<string, JsonValue>>,
  key: string,
): Readonly<Record<string, JsonValue>> | undefined {
  const inner = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner : undefined;
}

function jsonOrText(text: string): JsonValue {
  return jsonOf(text) ?? (text === "null" ? null : text);
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
