import { ApertureError } from "@aperture/sdk";
import type { Setting } from "./settings.ts";

/** Longer values tell nothing more in a one-line message. */
const shownLength = 80;

/**
 * The value in its final type. `source` is the file, variable or flag it came from.
 * Throws `config_invalid`.
 */
export function checkSetting(setting: Setting, value: unknown, source: string): unknown {
  const result = setting.schema.safeParse(value);
  if (result.success) return result.data;
  throw new ApertureError("config_invalid", {
    file: source,
    key: setting.key,
    value: showValue(value),
    allowed: setting.allowed,
  });
}

/** JSON, so that line breaks and terminal escapes in a value cannot leave its line; user and password of an address are masked. */
export function showValue(value: unknown): string {
  const text = (JSON.stringify(value) ?? String(value)).replace(/\/\/[^/@\s"]*@/g, "//…@");
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
