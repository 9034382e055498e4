import { ApertureError } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import { plainMessage } from "../border/plain-message.ts";

/**
 * Takes the values of a plugin's secrets out of what it says, for people who read its log, its panel, events and answers: a token in an error
 * message is the commonest leak there is. It is for accidents: who wants to tell a value can write it backwards.
 */
export interface SecretMask {
  text(text: string): string;
  json(value: Json): Json;
  /** The same error where there is nothing to hide in it. */
  error<E extends Error>(error: E): E | Error;
}

/** What is shorter would be found in words of every day. */
const SHORTEST = 8;

/** One that hides nothing. */
export const noSecrets: SecretMask = { text: (text) => text, json: (value) => value, error: (error) => error };

/** `read`: the value of a secret now, or null. It is asked once, and what it says is held no longer than the mask. */
export function secretMask(names: readonly string[], read: (name: string) => string | null): SecretMask {
  const hidden = names.flatMap((name) => formsOf(readable(read, name), `[secret ${name}]`));
  if (hidden.length === 0) return noSecrets;
  // One that contains another is taken out whole.
  hidden.sort((left, right) => right.form.length - left.form.length);

  function text(whole: string): string {
    let left = whole.endsWith("…") ? withoutCut(whole) : whole;
    for (const { form, shown } of hidden) left = left.replaceAll(form, () => shown);
    return left;
  }

  /** Of a line that was cut in the middle of a value, the beginning of that is left. */
  function withoutCut(cut: string): string {
    const whole = cut.slice(0, -1);
    for (const { form, shown } of hidden)
      for (let length = Math.min(form.length - 1, whole.length); length >= SHORTEST; length--)
        if (whole.endsWith(form.slice(0, length))) return `${whole.slice(0, -length)}${shown}…`;
    return cut;
  }

  function json(value: Json): Json {
    if (typeof value === "string") return text(value);
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(json);
    return Object.fromEntries(Object.entries(value).map(([key, inside]) => [text(key), json(inside as Json)]));
  }

  return {
    text,
    json,
    error(error) {
      // Without its cause, which says it again.
      if (!ApertureError.is(error))
        return text(error.message) === error.message ? error : new Error(text(error.message));
      const facts = Object.entries(error.facts).map(
        ([name, fact]) => [name, typeof fact === "string" ? text(fact) : fact] as const,
      );
      if (facts.every(([name, fact]) => fact === error.facts[name])) return error;
      return new ApertureError(error.code, Object.fromEntries(facts));
    },
  };
}

/** A value as it is, as one line of a log, and as it stands in JSON. */
function formsOf(value: string | null, shown: string): { form: string; shown: string }[] {
  if (value === null) return [];
  const forms = new Set([value, plainMessage(value, value.length), JSON.stringify(value).slice(1, -1)]);
  return [...forms].filter((form) => form.length >= SHORTEST).map((form) => ({ form, shown }));
}

function readable(read: (name: string) => string | null, name: string): string | null {
  try {
    return read(name);
  } catch {
    // A file of secrets that others could read is not read: the plugin did not get this one either.
    return null;
  }
}
