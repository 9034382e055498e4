import type { LibraryEntry } from "@aperture/sdk";
import type { EventLog } from "../store/contract.ts";
import type { Library } from "./contract.ts";

type Watched = Pick<Library, "list" | "get" | "projects" | "subscribe">;
type Told = Pick<LibraryEntry, "kind" | "name"> & { readonly etag: string };
interface Look {
  readonly items: ReadonlyMap<string, Told>;
  /** Folder → state. */
  readonly projects: ReadonlyMap<string, string>;
}

/**
 * Tells `library-changed` and `project-trust-changed`, whoever changed a file: the API, the CLI, an import or an editor. What cannot be told is
 * logged: whoever writes a file does not fail because the event log does. Returns the function that ends it.
 */
export function tellChanges(
  library: Watched,
  events: Pick<EventLog, "append">,
  warn: (message: string, error: unknown) => void,
): () => void {
  let seen: Look | undefined;
  const tell = (): void => {
    try {
      const before = seen;
      seen = look(library);
      // The first look is what later ones are held against.
      if (before === undefined) return;
      tellItems(before, seen, events);
      tellProjects(before, seen, events);
    } catch (error) {
      warn("changes of the library were not told", error);
    }
  };
  tell();
  return library.subscribe(tell);
}

function tellItems(before: Look, now: Look, events: Pick<EventLog, "append">): void {
  for (const [key, { kind, name, etag }] of now.items) {
    const old = before.items.get(key);
    if (old?.etag !== etag) events.append("library-changed", { kind, name, what: old ? "changed" : "added" });
  }
  for (const [key, { kind, name }] of before.items)
    if (!now.items.has(key)) events.append("library-changed", { kind, name, what: "removed" });
}

function tellProjects(before: Look, now: Look, events: Pick<EventLog, "append">): void {
  for (const [folder, state] of now.projects) {
    const old = before.projects.get(folder);
    // That a session works in a folder nobody trusted is no change of trust.
    if (old !== state && (old !== undefined || state === "trusted"))
      events.append("project-trust-changed", { folder, state });
  }
}

/** Without what ships: that never changes while the program runs. */
function look(library: Pick<Library, "list" | "get" | "projects">): Look {
  const own = library.list({}).filter(({ source }) => source !== "starter");
  return {
    items: new Map(
      own.map(({ kind, name }) => [`${kind} ${name}`, { kind, name, etag: library.get(kind, name).etag }]),
    ),
    projects: new Map(library.projects().map(({ folder, state }) => [folder, state])),
  };
}
