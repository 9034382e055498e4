import type { Provenance } from "@aperture/sdk";
import type { ReadPackage } from "../load/read-package.ts";
import type { ApertureRegistries } from "./aperture/aperture-registries.ts";
import type { RegistryList } from "./registry-list.ts";
import type { ReadRemote, RemoteLimits } from "./remote/read-remote.ts";

/** What every kind of source works with. */
export interface SourceParts {
  readonly home: string;
  readonly list: RegistryList;
  readonly read: ReadRemote;
  readonly limits: RemoteLimits;
  readonly git: string;
  readonly registries: () => Promise<ApertureRegistries>;
}

/** A package as a source has it, verified. */
export interface FoundPackage {
  readonly found: ReadPackage;
  readonly provenance: Provenance;
  readonly changelog: string | null;
  readonly warnings: readonly string[];
}
