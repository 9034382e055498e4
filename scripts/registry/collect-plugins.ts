import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { buildPlugin } from "@aperture/aperture/author/build/build-plugin";
import { type PublishedPackage, type Publisher, publishPlugin } from "@aperture/host/install/build/publish-package";
import { MANIFEST } from "@aperture/host/load/manifest-file";
import { readFolder } from "@aperture/host/load/read-folder";

/** The plugins that ship: those of `plugins/`, and as long as there are none, the examples of the guide. Built first. */
export async function collectPlugins(project: string, publisher: Publisher): Promise<PublishedPackage[]> {
  const own = pluginFolders(join(project, "plugins"));
  const folders = own.length > 0 ? own : pluginFolders(join(project, "docs/guide/examples"));
  const published: PublishedPackage[] = [];
  for (const folder of folders) {
    await buildPlugin(folder);
    published.push(publishPlugin(await readFolder(folder), publisher));
  }
  return published;
}

function pluginFolders(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, MANIFEST)))
    .sort();
}
