import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { ApertureError, isByProject, type PluginManifest, type UpdatePlugin } from "@aperture/sdk";
import { checkAsked } from "./check-grant.ts";
import { realPath } from "./grants.ts";
import type { PluginRecord } from "./services.ts";

type Narrowed = PluginRecord["narrowed"];

/**
 * What is taken away by project, with one project's list replaced; an empty one gives everything back there. Kept by the folder's real path, since
 * sessions may reach it by another. Throws `invalid_input` for what would change nothing: a folder that is not there, a capability of no project.
 */
export function narrowedBy(
  manifest: PluginManifest,
  before: Narrowed,
  { project, without }: NonNullable<UpdatePlugin["narrow"]>,
): Narrowed {
  if (!isAbsolute(project)) refuse(`narrow: ${project} is not an absolute path`);
  checkAsked(manifest, without, "narrow");
  const free = without.filter((capability) => !isByProject(capability));
  if (free.length > 0)
    refuse(
      `narrow: ${free.join(", ")} ${free.length === 1 ? "belongs" : "belong"} to no project and cannot be taken away in one; take it away everywhere (\`aperture plugin grant ${manifest.name} --without ${free[0]}\`)`,
    );
  const real = realPath(project);
  const others = Object.entries(before).filter(
    ([folder]) => folder !== project && (realPath(folder) ?? folder) !== real,
  );
  // Given back in a folder that is gone: it must be possible to forget it.
  if (without.length === 0) return Object.fromEntries(others);
  if (real === null || !statSync(real, { throwIfNoEntry: false })?.isDirectory())
    refuse(`narrow: there is no folder ${project}; name the folder that the project's sessions work in`);
  return Object.fromEntries([...others, [real, [...new Set(without)].sort()]]);
}

function refuse(detail: string): never {
  throw new ApertureError("invalid_input", { detail, pointer: "/narrow" });
}
