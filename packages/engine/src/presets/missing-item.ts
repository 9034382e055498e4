import { type MissingItem, nearestKey } from "@aperture/sdk";

/** What brings an item that is not there. */
export function missingItem(
  kind: MissingItem["kind"],
  name: string,
  by: string,
  names: (kind: MissingItem["kind"]) => readonly string[],
): MissingItem {
  return {
    kind,
    name,
    by,
    install: `aperture ${kind} install ${name}`,
    nearest: nearestKey(name, names(kind)) ?? null,
  };
}
