import { ApertureError } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";

/** Values of one call: the loop that also relays reads them, 30,000 in about ten milliseconds. */
const MOST_VALUES = 30_000;
const DEEPEST = 64;

/**
 * A copy of what a guest sent, in which there is nothing but JSON: no getters that answer differently the second time, no prototypes, no cycles.
 * Strings are not copied, so that large texts cost nothing. Throws `invalid_input`, `quota_exceeded`.
 */
export function plainCopy(plugin: string, given: unknown, characters: number): Json {
  let values = 0;
  let left = characters;

  function count(text: string): string {
    left -= text.length;
    if (left < 0) throw new ApertureError("quota_exceeded", { plugin, limit: `${characters} characters a call` });
    return text;
  }

  function copy(value: unknown, depth: number): Json {
    if (++values > MOST_VALUES)
      throw new ApertureError("quota_exceeded", { plugin, limit: `${MOST_VALUES} values a call` });
    if (depth > DEEPEST) return refuse();
    if (typeof value === "string") return count(value);
    if (value === null || typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : refuse();
    if (typeof value !== "object") return refuse();
    if (Array.isArray(value)) {
      const list: Json[] = [];
      for (let index = 0; index < value.length; index += 1) list.push(copy(value[index] ?? null, depth + 1));
      return list;
    }
    const entries = Object.keys(value).flatMap((key): [string, Json][] => {
      const member: unknown = (value as Record<string, unknown>)[key];
      return member === undefined ? [] : [[count(key), copy(member, depth + 1)]];
    });
    // Defined, not set: `__proto__` becomes a key like any other.
    return Object.fromEntries(entries);
  }

  return copy(given, 0);
}

function refuse(): never {
  throw new ApertureError("invalid_input", { detail: "It is no JSON" });
}
