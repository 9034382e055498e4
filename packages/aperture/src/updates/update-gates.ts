import { checkPublisher, isSamePublisher } from "@aperture/host/host/check-publisher";
import { carriedGrant } from "@aperture/host/host/covers";
import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { PluginRecord } from "@aperture/host/host/services";
import type { PackageSources, ResolvedPackage } from "@aperture/host/install/package-sources";
import { ApertureError, capabilitiesOf, type PermissionDiff, type StartUpdate } from "@aperture/sdk";
import { gt } from "semver";

/** What must not become an update at all. Throws `plugin_update_refused`, `plugin_publisher_changed`. */
export function checkUpdate(
  record: PluginRecord,
  { found, provenance }: ResolvedPackage,
  { revoked }: Pick<PackageSources, "revoked">,
  acceptPublisher: boolean,
): void {
  const { manifest } = found;
  const refuse = (reason: string): never => {
    throw new ApertureError("plugin_update_refused", { plugin: record.id, version: manifest.version, reason });
  };
  if (manifest.name !== record.id) refuse(`it is another plugin, ${manifest.name}`);
  if (!gt(manifest.version, record.version))
    refuse(
      manifest.version === record.version
        ? `${record.version} is installed`
        : `${record.version} is installed and newer; \`aperture plugin rollback\` goes back, \`plugin install\` takes any version`,
    );
  const why = revoked(record.id, manifest.version, provenance);
  if (why !== null) refuse(`it was withdrawn: ${why}`);
  if (!acceptPublisher) checkPublisher(record.id, record.provenance, provenance);
}

/** What will hold for a version: what the user granted the one before, and says now. */
export function grantFor(
  record: PluginRecord,
  { found }: ResolvedPackage,
  grant: StartUpdate["grant"],
): readonly string[] {
  if (grant === "all") return capabilitiesOf(found.manifest.permissions);
  return [...new Set([...carriedGrant(record.granted, found.manifest), ...(grant ?? [])])].sort();
}

/** Native code runs on its user's word: that holds for whoever proved to be the same, and for nobody else. */
export const isStillTrusted = (record: PluginRecord, { provenance }: ResolvedPackage): boolean =>
  record.trusted && provenance.publisher !== null && isSamePublisher(record.provenance, provenance);

/** What goes by itself under the policy `safe`, as far as it can be said before anything is tried: never what nobody signed. */
export const maySafely = (host: Pick<PluginHost, "info">, plugin: string, diff: PermissionDiff): boolean => {
  const { manifest, pinned, source, lost, provenance } = host.info(plugin);
  return (
    !diff.widens &&
    diff.publisher === null &&
    provenance.publisher !== null &&
    manifest.runtime !== "native" &&
    !pinned &&
    source !== "linked" &&
    !lost
  );
};
