import { ApertureError, type CapabilityName, type CapabilityRead, capabilityCalls } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";

/** UTF-16 units of one call's input as JSON: a recording of ten minutes is the largest there is. */
const longest = 6_000_000;
const longestSpeech = 28_100_000;

/** What was asked for, as its schema reads it. Throws `invalid_input` with the place, `quota_exceeded`. */
export function readInput<Name extends CapabilityName>(plugin: string, name: Name, given: Json): CapabilityRead<Name> {
  const most = name === "speech.transcribe" ? longestSpeech : longest;
  // Through JSON: what comes has no getters, no prototypes and no cycles, whichever runtime it is from.
  const json = jsonOf(given);
  if (json.length > most) throw new ApertureError("quota_exceeded", { plugin, limit: `${most} characters a call` });
  const read = capabilityCalls[name].input.safeParse(JSON.parse(json));
  if (read.success) return read.data as CapabilityRead<Name>;
  const [issue] = read.error.issues;
  const pointer = `/${(issue?.path ?? []).map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`;
  throw new ApertureError("invalid_input", {
    detail: `${name}: ${(issue?.message ?? "it cannot be read").slice(0, 300)}`,
    pointer: pointer.slice(0, 300),
  });
}

function jsonOf(given: unknown): string {
  try {
    return JSON.stringify(given ?? {}) ?? "{}";
  } catch {
    throw new ApertureError("invalid_input", { detail: "It is no JSON" });
  }
}
