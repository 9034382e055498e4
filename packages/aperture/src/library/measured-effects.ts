import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type LibraryKind, MeasuredEffect } from "@aperture/sdk";

/** What `effects.json` of the starter library says was measured of an item; null where nothing was, or the file is none. */
export function createEffects(starter: string): (kind: LibraryKind, name: string) => MeasuredEffect | null {
  let known: readonly MeasuredEffect[] | null = null;
  return (kind, name) => {
    known ??= readEffects(join(starter, "effects.json"));
    return known.find((effect) => effect.kind === kind && effect.name === name) ?? null;
  };
}

function readEffects(file: string): readonly MeasuredEffect[] {
  try {
    const read = MeasuredEffect.array().safeParse(JSON.parse(readFileSync(file, "utf8")));
    return read.success ? read.data : [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || error instanceof SyntaxError) return [];
    throw error;
  }
}
