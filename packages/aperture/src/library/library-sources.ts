import { type LibraryKind, LibraryName } from "@aperture/sdk";
import { libraryKinds } from "./files/list-names.ts";
import type { Shelf, ShelfItem } from "./files/shelf.ts";
import type { Projects } from "./project/create-projects.ts";

export interface FoundItem extends ShelfItem {
  readonly from: "project" | "user" | "starter";
  /** Whose item of the same name does not count because of it. */
  readonly hides: readonly ("user" | "starter")[];
}

/** The three places in one: a trusted project's own before the user's, the user's before what ships. */
export interface LibrarySources {
  names(kind: LibraryKind, project: string | null): string[];
  /** The one that counts. One in trouble is not passed over: another one of that name would be a surprise. */
  find(kind: LibraryKind, name: string, project: string | null): FoundItem | null;
  all(kind: LibraryKind | undefined, project: string | null): FoundItem[];
}

export function createSources(starter: Shelf, user: Shelf, projects: Projects): LibrarySources {
  const ofProject = (project: string | null): readonly ShelfItem[] =>
    project === null ? [] : (projects.trusted(project)?.items ?? []);

  function names(kind: LibraryKind, project: string | null): string[] {
    const own = ofProject(project).flatMap((item) => (item.kind === kind ? [item.name] : []));
    return [...new Set([...own, ...user.names(kind), ...starter.names(kind)])].sort();
  }

  function find(kind: LibraryKind, name: string, project: string | null): FoundItem | null {
    // It becomes a part of a path.
    if (!LibraryName.safeParse(name).success) return null;
    const own = ofProject(project).find((item) => item.kind === kind && item.name === name);
    const users = user.get(kind, name);
    const shipped = starter.get(kind, name);
    const below = shipped === null ? [] : (["starter"] as const);
    if (own !== undefined) return { ...own, from: "project", hides: users === null ? below : ["user", ...below] };
    if (users !== null) return { ...users, from: "user", hides: below };
    return shipped && { ...shipped, from: "starter", hides: [] };
  }

  return {
    names,
    find,
    all: (only, project) =>
      libraryKinds
        .filter((kind) => only === undefined || kind === only)
        .flatMap((kind) => names(kind, project).flatMap((name) => find(kind, name, project) ?? [])),
  };
}
