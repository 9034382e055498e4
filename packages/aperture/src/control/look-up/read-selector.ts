import { parseSelector } from "@aperture/engine/selectors/parse-selector";
import type { Selector } from "@aperture/engine/selectors/selector";
import { SelectorError } from "@aperture/engine/selectors/selector-error";
import { ApertureError } from "@aperture/sdk";
import type { Place } from "./place.ts";

/** A selector as somebody wrote it. Throws `invalid_selector` with the place and the nearest that would work. */
export function readSelector(text: string, place: Place): Selector {
  try {
    return parseSelector(text);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new ApertureError("invalid_selector", { reason: error.message, ...place }, { cause: error });
  }
}
