import { ApertureError } from "@aperture/sdk";
import { type IdKind, idOf, numberOf } from "./ids.ts";

/** Numbers behind an unknown one that are tried for a hint. */
const around = 50;

/** What has this id: `operation-3`, `checkpoint-1` … Throws `not_found` with the nearest there is, at `pointer` of the body. */
export function findNumbered<Found>(
  kind: IdKind,
  id: string,
  get: (n: number) => Found | undefined,
  pointer?: string,
): Found {
  const number = numberOf(kind, id);
  const found = number === undefined ? undefined : get(number);
  if (found !== undefined) return found;
  const hint = hintFor(kind, id, get);
  const where = pointer === undefined ? {} : { pointer };
  throw new ApertureError("not_found", { what: kind, id: id.slice(0, 100), hint, ...where });
}

function hintFor(kind: IdKind, id: string, get: (n: number) => unknown): string {
  const wanted = Number(/(\d{1,15})$/.exec(id)?.[1] ?? 1);
  for (let distance = 0; distance <= around; distance++)
    for (const n of [wanted - distance, wanted + distance])
      if (n > 0 && get(n) !== undefined) return `The nearest is ${idOf(kind, n)}`;
  return `Ids look like ${idOf(kind, 1)}`;
}
