import { realpathSync } from "node:fs";
import { capabilitiesOf, type PluginManifest, type PluginPermissions } from "@aperture/sdk";
import { narrowPermissions, sharedPermissions, withoutCapabilities } from "./narrow-permissions.ts";
import type { GrantedIn, PluginRecord } from "./services.ts";

/** What a plugin may do, everywhere and by project: its manifest, what was granted of it, less what was taken away for a folder. */
export function grantsOf(manifest: PluginManifest, record: Pick<PluginRecord, "granted" | "narrowed">): GrantedIn {
  const everywhere = narrowPermissions(manifest.permissions, record.granted);
  const narrowed = Object.entries(record.narrowed).filter(([, without]) => without.length > 0);
  if (narrowed.length === 0) return () => everywhere;
  const held = capabilitiesOf(everywhere);
  const folders = narrowed.map(([folder, without]) => ({ names: [folder, realPath(folder) ?? folder], without }));
  const namesByProject = new Map<string, readonly string[]>();
  const byPlace = new Map<string, PluginPermissions>();

  /** By both names: a project that is reached by a link is the folder that it leads to. */
  function names(project: string): readonly string[] {
    const known = namesByProject.get(project);
    if (known) return known;
    const real = realPath(project);
    // One that is not there yet may turn out to be a link.
    if (real === null) return [project];
    // Projects are folders that sessions named: a few, but whoever names them must not fill the memory.
    if (namesByProject.size >= 1_000) namesByProject.clear();
    const found = [project, real];
    namesByProject.set(project, found);
    return found;
  }

  return (project) => {
    if (project === null) return everywhere;
    const inside = names(project);
    const places = folders.flatMap((folder, place) =>
      inside.some((name) => folder.names.some((parent) => isIn(name, parent))) ? [place] : [],
    );
    if (places.length === 0) return everywhere;
    const key = places.join();
    let permissions = byPlace.get(key);
    if (!permissions) {
      const without = places.flatMap((place) => folders[place]!.without);
      permissions = narrowPermissions(manifest.permissions, withoutCapabilities(held, without));
      byPlace.set(key, permissions);
    }
    return permissions;
  };
}

/** What is left of it for work that was begun for these projects, wherever it reaches: what every one of them allows. */
export function boundTo(granted: GrantedIn, projects: readonly string[]): GrantedIn {
  if (projects.length === 0) return granted;
  return (project) => projects.reduce((left, each) => sharedPermissions(left, granted(each)), granted(project));
}

/** What is taken away for a folder is taken away in the folders below it. */
const isIn = (project: string, folder: string): boolean => {
  const parent = folder.endsWith("/") ? folder : `${folder}/`;
  return `${project}/`.startsWith(parent);
};

/** Without links, and as the file system spells it; null where there is no such file or folder. */
export function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}
