import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ApertureError, type ImportPack } from "@aperture/sdk";
import { libraryHome } from "../../library/testing/library-home.ts";
import { createPacks, type NewPacks } from "../create-packs.ts";

/** A home with its library, and packs over it. */
export function packHome(more: Partial<NewPacks> = {}) {
  const place = libraryHome();
  const library = place.open();
  const packs = createPacks({
    home: place.home,
    library,
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    person: { home: "/data/people/mira", user: "mira" },
    ...more,
  });
  return {
    ...place,
    library,
    packs,
    take: (pack: Uint8Array, input: Partial<ImportPack> = {}) =>
      packs.import({ pack: Buffer.from(pack).toString("base64"), ...input }),
    /** Every file of the home and its bytes. */
    files: () => filesBelow(place.home),
    async close() {
      await library.close();
      place.remove();
    },
  };
}
export type PackHome = ReturnType<typeof packHome>;

/** Path below the folder → bytes as latin1. */
export function filesBelow(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, "latin1")] as const;
    }),
  );
}

/** The error of something that must be refused; fails where it was not. */
export async function refusal(work: Promise<unknown>): Promise<ApertureError> {
  try {
    await work;
  } catch (error) {
    if (ApertureError.is(error)) return error;
    throw error;
  }
  throw new Error("it was taken");
}
