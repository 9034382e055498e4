import { ApertureError, type CapabilityName, type CapabilityRead, capabilityCalls } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import { plainCopy } from "./plain-copy.ts";

/** What was asked for, as its schema reads it. Throws `invalid_input` with the place, `quota_exceeded`. */
export function readInput<Name extends CapabilityName>(plugin: string, name: Name, given: Json): CapabilityRead<Name> {
  // A recording of ten minutes is by far the largest there is.
  const characters = name === "speech.transcribe" ? 28_100_000 : 6_000_000;
  const read = capabilityCalls[name].input.safeParse(plainCopy(plugin, given ?? {}, characters));
  if (read.success) return read.data as CapabilityRead<Name>;
  const [issue] = read.error.issues;
  const parts = (issue?.path ?? []).map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1"));
  throw new ApertureError("invalid_input", {
    detail: `${name}: ${(issue?.message ?? "it cannot be read").slice(0, 300)}`,
    pointer: `/${parts.join("/")}`.slice(0, 300),
  });
}
