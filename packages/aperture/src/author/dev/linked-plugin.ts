import { ApertureError, ApiError, type PluginClient, type PluginInfo } from "@aperture/sdk";
import type { AuthorProject } from "../project/read-project.ts";

/** A plugin that runs in a living Aperture from its author's folder. */
export interface LinkedPlugin {
  /** Its files anew; where what it asks for has changed, it is installed again, so that the author has what the manifest says. */
  reload(project: AuthorProject): Promise<PluginInfo>;
  /** Takes it out again, with what it changed. What it stored stays for the next time. */
  unlink(): Promise<void>;
}

/** Installs the folder as it is. Throws `usage_invalid` where another copy of it is installed: that one is its user's. */
export async function linkPlugin(
  plugins: Pick<PluginClient, "info" | "install" | "reload" | "remove">,
  project: AuthorProject,
): Promise<LinkedPlugin & { readonly info: PluginInfo }> {
  const id = project.manifest.name;
  const there = await plugins.info(id).catch((error: unknown) => {
    if (ApiError.is(error) && error.problem.code === "plugin_not_found") return null;
    throw error;
  });
  if (there && there.source !== "linked")
    throw new ApertureError("usage_invalid", {
      detail: `${id} ${there.manifest.version} is installed here; \`aperture plugin remove ${id}\` first, or develop in another home (APERTURE_HOME)`,
    });
  const install = (now: AuthorProject) =>
    plugins.install({
      path: now.folder,
      grant: "all",
      link: true,
      trust: now.manifest.runtime === "native",
      enable: true,
    });
  let asked = JSON.stringify(project.manifest);
  const info = await install(project);
  return {
    info,
    async reload(now) {
      if (now.manifest.name !== id)
        throw new ApertureError("usage_invalid", {
          detail: `the name was ${id} and is ${now.manifest.name} now; end this and start again`,
        });
      const asks = JSON.stringify(now.manifest);
      if (asks === asked) return plugins.reload(id);
      const installed = await install(now);
      asked = asks;
      return installed;
    },
    async unlink() {
      await plugins.remove(id);
    },
  };
}
