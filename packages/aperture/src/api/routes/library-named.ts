import { ApertureError, LibraryKind, LibraryName, nearestKey } from "@aperture/sdk";
import { z } from "zod";
import type { ApiServices } from "../services.ts";

export const libraryTag = "library";

/** Where one stands. What is no name at all is one that is not there: `libraryNamed` says so. */
export const libraryParams = z.object({ kind: LibraryKind, name: z.string().min(1).max(100) });

/**
 * A name that may become a file's: nothing else gets further than here. Throws `library_not_found`, with the one that may have been meant.
 */
export function libraryNamed({ library }: ApiServices, kind: LibraryKind, name: string): string {
  if (LibraryName.safeParse(name).success) return name;
  const meant = nearestKey(
    name,
    library.files.list({ kind }).map((entry) => entry.name),
  );
  throw new ApertureError("library_not_found", {
    kind,
    // Visible ASCII alone: a look-alike must not read like the real one.
    name: name.replace(/[^\x20-\x7e]/gu, "?"),
    nearest: meant === undefined ? "" : `; did you mean ${meant}?`,
  });
}
