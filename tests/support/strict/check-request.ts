import type { DialectId } from "@aperture/sdk";
import { checkAnthropic } from "./check-anthropic.ts";
import { checkGemini } from "./check-gemini.ts";
import { checkOpenaiChat } from "./check-openai-chat.ts";
import { checkOpenaiResponses } from "./check-openai-responses.ts";
import { equal, isObject, type Json, type JsonObject, stringsOf } from "./json.ts";

/** What a dialect's rules find wrong, one sentence each. */
export type Check = (edited: JsonObject, original: JsonObject) => string[];

const checks: Record<DialectId, { check: Check; changing: readonly string[] }> = {
  anthropic: { check: checkAnthropic, changing: ["messages", "system"] },
  "openai-chat": { check: checkOpenaiChat, changing: ["messages"] },
  "openai-responses": { check: checkOpenaiResponses, changing: ["input", "instructions"] },
  gemini: { check: checkGemini, changing: ["contents", "systemInstruction", "system_instruction"] },
};

/**
 * What a provider would refuse in `body` that it would not have refused in `original`, or that Aperture may never touch.
 * Written from the providers' documents and WIRE's list with JSON.parse alone: it shares no code with the engine.
 */
export function checkRequest(dialect: DialectId, body: Uint8Array, original: Uint8Array): string[] {
  const [edited, before] = [parsed(body), parsed(original)];
  if (!isObject(before)) throw new Error("the original is no request");
  if (!isObject(edited)) return ["the body is no JSON object"];
  const { check, changing } = checks[dialect];
  return [...checkMembers(edited, before, changing), ...checkStrings(edited, before), ...check(edited, before)];
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function parsed(body: Uint8Array): Json | undefined {
  try {
    return JSON.parse(decoder.decode(body)) as Json;
  } catch {
    return undefined;
  }
}

/** Everything beside history and system prompt is the client's; a system prompt may come to be. */
function checkMembers(edited: JsonObject, original: JsonObject, changing: readonly string[]): string[] {
  const keys = new Set([...Object.keys(edited), ...Object.keys(original)]);
  return [...keys].flatMap((key) => {
    if (!changing.includes(key)) return equal(edited[key], original[key]) ? [] : [`member ${key} was changed`];
    return Object.hasOwn(original, key) && !Object.hasOwn(edited, key) ? [`member ${key} is gone`] : [];
  });
}

/** A lone surrogate that the client did not send: 400 from Anthropic. */
function checkStrings(edited: JsonObject, original: JsonObject): string[] {
  const broken = stringsOf(edited).filter((text) => !text.isWellFormed());
  if (broken.length === 0) return [];
  const known = new Set(stringsOf(original));
  return broken.every((text) => known.has(text)) ? [] : ["a text holds half a character"];
}
