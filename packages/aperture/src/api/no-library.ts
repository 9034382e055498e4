import { ApertureError } from "@aperture/sdk";
import type { LibraryManagement } from "./library-services.ts";

const nothing = (kind: string, name: string): never => {
  throw new ApertureError("library_not_found", { kind, name, nearest: "" });
};
const never = (): never => {
  throw new ApertureError("not_found", { what: "library", id: "of this Aperture" });
};

/** A library without anything in it: for a reference of the routes, and tests of everything else. */
export const noLibrary: LibraryManagement = {
  files: {
    list: () => [],
    get: nothing,
    write: never,
    check: never,
    remove: nothing,
    project: never,
    projects: () => [],
    trust: never,
  },
  use: { apply: nothing, inSession: never, compare: never },
  install: async () => never(),
  packs: { export: never, import: never },
  replayer: { effectOf: async () => never() },
};
