import { ApertureError, type Capability, capabilitiesOf, nearestKey, type PluginManifest } from "@aperture/sdk";

/** What is granted, as a list. Throws `invalid_input` where it names what the plugin does not ask for. */
export function checkGrant(manifest: PluginManifest, grant: "all" | readonly Capability[]): Capability[] {
  const asked = capabilitiesOf(manifest.permissions);
  if (grant === "all") return asked;
  checkAsked(manifest, grant, "grant");
  return [...new Set(grant)].sort();
}

/** Throws `invalid_input` where a list names what the plugin does not ask for: nobody is told that something was taken away that never was there. */
export function checkAsked(manifest: PluginManifest, list: readonly Capability[], field: string): void {
  const known = capabilitiesOf(manifest.permissions);
  // Less than the texts it asks for: their blocks without them.
  if (known.includes("blocks.read:content")) known.push("blocks.read:metadata");
  const strange = list.find((capability) => !known.includes(capability));
  if (strange === undefined) return;
  const nearest = nearestKey(strange, known);
  const meant = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  const allowed = known.length === 0 ? "it asks for nothing" : `it asks for ${known.join(", ")}`;
  throw new ApertureError("invalid_input", {
    detail: `${field}: ${manifest.name} does not ask for ${strange}; ${allowed}${meant}`,
  });
}
