import type { Json } from "../border/calls.ts";
import type { PluginServices } from "./services.ts";

/** The projects that something is about; `unknown`: of a session that nobody knows any more. */
export type About = readonly string[] | "unknown";

const MOST = 1_000;

/** Which project it is that an event or a call speaks of: that of the session that it names. */
export class SessionProjects {
  readonly #services: () => Pick<PluginServices, "session">;
  /** By name, as they were last seen: the last that is told of a session is that it was removed. */
  readonly #last = new Map<string, readonly string[]>();

  constructor(services: () => Pick<PluginServices, "session">) {
    this.#services = services;
  }

  /** Of the first of these fields of `data` that names a session; none where it names none, or its session has no project. */
  about(data: Json, fields: readonly string[]): About {
    if (data === null || typeof data !== "object" || Array.isArray(data)) return [];
    const named = new Map<string, Json>(Object.entries(data));
    const name = fields.map((field) => named.get(field)).find((value) => typeof value === "string");
    return name === undefined ? [] : this.#of(name);
  }

  #of(name: string): About {
    let project: string | null | undefined;
    try {
      project = this.#services().session(name)?.project;
    } catch {
      return this.#last.get(name) ?? "unknown";
    }
    if (project === undefined) return this.#last.get(name) ?? "unknown";
    const about = project === null ? [] : [project];
    if (this.#last.size >= MOST) this.#last.clear();
    this.#last.set(name, about);
    return about;
  }
}
