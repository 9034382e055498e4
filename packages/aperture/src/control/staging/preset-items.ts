import { isDeepStrictEqual } from "node:util";
import type { PresetStaged } from "@aperture/sdk";
import type { KeptItem } from "./stored-item.ts";

/** Staged by a preset: it may come behind a lane's first request, and makes up for that. */
export const isPresets = ({ facts }: KeptItem): boolean => facts.actor?.startsWith("preset:") ?? false;

/** What is to be taken away and added so that a session has these of this preset, and no others of any. */
export function presetDifference(
  before: readonly KeptItem[],
  owner: string,
  wanted: readonly PresetStaged[],
): { readonly gone: readonly KeptItem[]; readonly added: readonly PresetStaged[] } {
  const isSame = ({ facts }: KeptItem, item: PresetStaged): boolean => {
    const { n: _n, actor, ...rest } = facts;
    return actor === owner && isDeepStrictEqual(rest, { ...item });
  };
  return {
    gone: before.filter((kept) => !wanted.some((item) => isSame(kept, item))),
    added: wanted.filter((item) => !before.some((kept) => isSame(kept, item))),
  };
}
