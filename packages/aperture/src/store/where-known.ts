import { ApertureError } from "@aperture/sdk";

/** What the database says, or nothing where it cannot be used: what does without it goes on (law 4). */
export function whereKnown<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch (error) {
    if (ApertureError.is(error) && error.code === "store_unavailable") return [];
    throw error;
  }
}
