import { capabilitiesOf, type PluginManifest, type PluginPermissions } from "@aperture/sdk";
import { narrowPermissions, withoutCapabilities } from "./narrow-permissions.ts";
import type { GrantedIn, PluginRecord } from "./services.ts";

/** What a plugin may do, everywhere and by project: its manifest, what was granted of it, less what was taken away for a folder. */
export function grantsOf(manifest: PluginManifest, record: Pick<PluginRecord, "granted" | "narrowed">): GrantedIn {
  const everywhere = narrowPermissions(manifest.permissions, record.granted);
  const narrowed = Object.entries(record.narrowed).filter(([, without]) => without.length > 0);
  if (narrowed.length === 0) return () => everywhere;
  const held = capabilitiesOf(everywhere);
  const byProject = new Map<string, PluginPermissions>();
  return (project) => {
    if (project === null) return everywhere;
    let permissions = byProject.get(project);
    if (!permissions) {
      const without = narrowed.filter(([folder]) => isIn(project, folder)).flatMap(([, list]) => list);
      permissions =
        without.length === 0 ? everywhere : narrowPermissions(manifest.permissions, withoutCapabilities(held, without));
      // Projects are folders that sessions named: a few, but whoever names them must not fill the memory.
      if (byProject.size >= 1_000) byProject.clear();
      byProject.set(project, permissions);
    }
    return permissions;
  };
}

/** What is taken away for a folder is taken away in the folders below it. */
const isIn = (project: string, folder: string): boolean => {
  const parent = folder.endsWith("/") ? folder : `${folder}/`;
  return `${project}/`.startsWith(parent);
};
