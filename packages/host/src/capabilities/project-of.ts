import { ApertureError } from "@aperture/sdk";
import type { PluginServices } from "../border/services.ts";

/**
 * The folder that a call is about: one that a live session works in, or that of the session that spoke last. Throws `invalid_input`: a plugin
 * names no other folder, however it spells it.
 */
export function projectOf({ project }: { readonly project?: string | undefined }, services: PluginServices): string {
  if (project !== undefined) {
    if (services.projects().includes(project)) return project;
    throw new ApertureError("invalid_input", { detail: "No live session works in that project", pointer: "/project" });
  }
  const last = services.session(undefined)?.project ?? null;
  if (last === null)
    throw new ApertureError("invalid_input", { detail: "The session that spoke last has no project folder" });
  return last;
}

/** The project of a call, as `run` finds it. */
export function projectHere(project: string | null): string {
  if (project === null) throw new ApertureError("invalid_input", { detail: "There is no project folder" });
  return project;
}
