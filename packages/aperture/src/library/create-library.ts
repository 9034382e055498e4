import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  ApertureError,
  type LibraryItem,
  type LibraryKind,
  LibraryName,
  type Rule,
  type Template,
  type YamlProblem,
  yamlProblemsOf,
} from "@aperture/sdk";
import { writeDurably } from "../store/write-durably.ts";
import { watchStamps } from "./change-watch.ts";
import type { Library } from "./contract.ts";
import { folderOf, pathIn } from "./files/list-names.ts";
import { dropOrigin, readOrigins } from "./files/origins.ts";
import { createShelf, itemOf } from "./files/shelf.ts";
import { finishWrites, writeTogether } from "./files/write-together.ts";
import { entryOf, etagOf, itemOfEntry } from "./library-entry.ts";
import { invalid, notFound } from "./library-errors.ts";
import { createSources, type FoundItem, type LibrarySources } from "./library-sources.ts";
import { createEffects } from "./measured-effects.ts";
import { createProjects } from "./project/create-projects.ts";
import { stampProject } from "./project/scan-project.ts";
import { readItem } from "./read-item.ts";
import { asInline, resolveByName, usable } from "./resolve-item.ts";

export interface LibraryOptions {
  readonly home: string;
  /** Folder of what ships. */
  readonly starter: string;
  /** Folders of live sessions. */
  readonly projects: () => readonly string[];
  /** Names of installed plugins. */
  readonly plugins: () => readonly string[];
  readonly now: () => number;
  readonly log: { warn(message: string): void };
  /** Whether new sessions begin with it, and which live ones have it. */
  readonly uses?: (
    kind: LibraryKind,
    name: string,
  ) => { readonly isDefault: boolean; readonly sessions: readonly string[] };
  /** Milliseconds between looks for files that others changed, while somebody listens. */
  readonly lookEvery?: number;
}

const nobody = { isDefault: false, sessions: [] } as const;

/** Files as the library. What an import that was cut off left behind is finished or swept first. */
export function createLibrary(options: LibraryOptions): Library {
  const { home, starter, log, uses = () => nobody } = options;
  const root = join(home, "library");
  finishWrites(root);
  const user = createShelf(root);
  const projects = createProjects(home, options.now, (text) => log.warn(text));
  const sources = createSources(createShelf(starter), user, projects);
  const effects = createEffects(starter);
  const watch = watchStamps(() => {
    const folders = new Set([...projects.known(), ...options.projects()]);
    return [
      user.stamp(),
      ...[...folders].map((folder) => `${folder}\n${stampProject(folder)}\n${projects.state(folder).state}`),
    ].join("\n");
  }, options.lookEvery);

  const entry = (found: FoundItem, origins = readOrigins(root)) =>
    entryOf(found, { origins, effect: effects(found.kind, found.name), ...uses(found.kind, found.name) });

  /** A full disk, a folder that may not be written: what the user can do something about. */
  function onDisk(write: () => void): void {
    try {
      write();
    } catch (error) {
      finishQuietly(root);
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new ApertureError("home_unusable", { home, reason: message }, { cause: error });
    }
  }

  function mustFind(kind: LibraryKind, name: string, project: string | null): FoundItem {
    const found = sources.find(kind, name, project);
    if (found === null) throw notFound(kind, name, sources.names(kind, project));
    return found;
  }

  function mustBe(etag: string | undefined, kind: LibraryKind, name: string): void {
    if (etag === undefined) return;
    const current = sources.find(kind, name, null);
    if (current === null || etagOf(current.text) !== etag) throw new ApertureError("library_changed", { kind, name });
  }

  function item(found: FoundItem, project: string | null, among: LibrarySources = sources): LibraryItem {
    if (found.kind !== "preset" || found.value === null) return itemOfEntry(found, entry(found), null, null);
    try {
      const resolved = resolveByName(among, found.name, project, options.plugins());
      return itemOfEntry(found, entry(found), resolved, null);
    } catch (error) {
      if (!ApertureError.is(error)) throw error;
      return itemOfEntry(found, entry(found), null, troubleOf(error, found.path));
    }
  }

  return {
    list({ kind, project = null }) {
      const origins = readOrigins(root);
      return sources.all(kind, project).map((found) => entry(found, origins));
    },
    names: (kind, project = null) => sources.names(kind, project),
    get: (kind, name, project = null) => item(mustFind(kind, name, project), project),
    write(kind, name, text, { etag } = {}) {
      checkName(name);
      const path = pathIn(root, kind, name);
      const { value, problems } = readItem(kind, text, path, name);
      if (value === null) throw invalid(problems);
      mustBe(etag, kind, name);
      onDisk(() => {
        mkdirSync(join(root, folderOf[kind]), { recursive: true, mode: 0o700 });
        writeDurably(path, text);
      });
      watch.changed();
      return item(mustFind(kind, name, null), null);
    },
    check(kind, name, text, { etag } = {}) {
      checkName(name);
      mustBe(etag, kind, name);
      const found = {
        ...itemOf(kind, name, pathIn(root, kind, name), Buffer.from(text)),
        from: "user",
        hides: [],
      } as const;
      const among: LibrarySources = {
        ...sources,
        // It stands where it would be: what it extends may lead back to it.
        find: (...asked) => (asked[0] === kind && asked[1] === name ? found : sources.find(...asked)),
      };
      return { ...item(found, null, among), problems: [...found.problems] };
    },
    writeImported(items, origin) {
      for (const { kind, name, text } of items) {
        checkName(name);
        const { value, problems } = readItem(kind, text, `${kind} ${name}`, name);
        if (value === null) throw invalid(problems);
      }
      onDisk(() => writeTogether(root, items, origin));
      watch.changed();
    },
    remove(kind, name) {
      const path = pathIn(root, kind, name);
      if (!LibraryName.safeParse(name).success || !existsSync(path)) {
        mustFind(kind, name, null);
        throw new ApertureError("library_not_yours", { kind, name, whose: "part of Aperture" });
      }
      rmSync(path);
      dropOrigin(root, kind, name);
      watch.changed();
    },
    resolve: (name, project = null) => resolveByName(sources, name, project, options.plugins()),
    rule: (name, project = null) => asInline(usable<Rule>(mustFind("rule", name, project))),
    template: (name, project = null) => usable<Template>(mustFind("template", name, project)),
    project: projects.state,
    projects: () =>
      [...new Set([...options.projects(), ...projects.known()].map((folder) => projects.state(folder).folder))]
        .map((folder) => projects.state(folder))
        .sort((a, b) => (a.folder < b.folder ? -1 : 1)),
    trust(folder, trusted, digest) {
      const state = projects.trust(folder, trusted, digest);
      watch.changed();
      return state;
    },
    subscribe: watch.subscribe,
    close: async () => watch.close(),
  };
}

/** What a write that failed left behind, as far as that is possible now; else the next start does it. */
function finishQuietly(root: string): void {
  try {
    finishWrites(root);
  } catch {
    // The error that is told is the one of the write.
  }
}

/** A name is a part of a path: no other word than one of a library is ever one. */
function checkName(name: string): void {
  const read = LibraryName.safeParse(name);
  if (!read.success)
    throw new ApertureError("invalid_input", { detail: `${JSON.stringify(name)}: ${read.error.issues[0]!.message}` });
}

/** A chain that is broken elsewhere, told at the item that was asked for. */
function troubleOf(error: ApertureError, file: string): YamlProblem {
  const [inner] = yamlProblemsOf(error);
  return (
    inner ?? { file, line: 1, column: 1, pointer: "/extends", reason: error.message, allowed: null, nearest: null }
  );
}
