import { ApertureError } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import type { CallName } from "./thread/plugin-trouble.ts";

/** A task's result; null where it said none. Throws `plugin_bad_answer`. */
export function readResult(json: string | null, { plugin, stage }: CallName): Json {
  if (json === null) return null;
  try {
    return JSON.parse(json) as Json;
  } catch {
    throw new ApertureError("plugin_bad_answer", { plugin, stage, reason: "its result is no JSON" });
  }
}
