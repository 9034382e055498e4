import { type Capability, capabilitiesOf, type PluginManifest } from "@aperture/sdk";
import { type Finding, note, warning } from "./finding.ts";

export interface Permissions {
  readonly declared: readonly Capability[];
  readonly used: readonly Capability[];
  /** Declared, and never used on the recordings. */
  readonly unused: readonly Capability[];
}

/** Used by being there: the host calls, and what is declared is all there is to use. */
const byHandler = /^(?:panel|serve|schedule:|events\.on:)/;

/** What a plugin asks for beside what it used: whoever installs it is asked for all of it. */
export function checkPermissions(
  { permissions }: PluginManifest,
  recorded: ReadonlySet<Capability>,
  hasRecordings: boolean,
): { permissions: Permissions; findings: Finding[] } {
  const declared = capabilitiesOf(permissions);
  const isUsed = (capability: Capability): boolean =>
    recorded.has(capability) ||
    byHandler.test(capability) ||
    // Whoever changes blocks, or was shown them, made use of seeing them; one glob of a list stands for the list.
    (capability === "blocks.read:metadata" && [...recorded].some((each) => each.startsWith("blocks."))) ||
    (capability.startsWith("fs.read:") && [...recorded].some((each) => each.startsWith("fs.read:")));
  const used = declared.filter(isUsed);
  const unused = declared.filter((capability) => !isUsed(capability));
  const findings: Finding[] = unused.map((capability) =>
    hasRecordings
      ? warning(
          "permission_unused",
          `${capability} was asked for and not used on any recording: leave it out, or record a session that needs it`,
        )
      : note("permission_unused", `${capability} was not used; there is no recording to use it on`),
  );
  return { permissions: { declared, used, unused }, findings };
}
