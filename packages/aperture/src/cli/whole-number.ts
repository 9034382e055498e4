import { ApertureError } from "@aperture/sdk";
import type { OptionValue } from "./define-command.ts";

/** The value of an option that counts. Throws `usage_invalid`. */
export function wholeNumber(name: string, value: OptionValue, min: number, max: number): number {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new ApertureError("usage_invalid", {
    detail: `${name} is ${JSON.stringify(value)}; allowed: a whole number from ${min} to ${max}`,
  });
}
