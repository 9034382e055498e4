import type { Library } from "../library/contract.ts";
import type { Person } from "./scan/find-personal.ts";

export interface PackOptions {
  /** Holds the key that packs are signed with. */
  readonly home: string;
  /** Whose packs were imported before (`KnownSigners`). */
  readonly signersFile: string;
  readonly library: Pick<Library, "list" | "get" | "writeImported">;
  /** Names of installed plugins. */
  readonly plugins: () => readonly string[];
  /** Whose machine it is: no trace of them leaves. */
  readonly person: Person;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
