import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { PackageSources } from "@aperture/host/install/package-sources";
import type { Updates } from "../updates/create-updates.ts";

/** How plugins come here and change. */
export interface Distribution {
  readonly sources: Pick<PackageSources, "search" | "registries" | "add" | "remove">;
  readonly versions: Pick<PluginHost, "rollback" | "pin" | "audit">;
  readonly updates: Pick<Updates, "list" | "check" | "start">;
}
