import type { Store } from "./contract.ts";
import { whereKnown } from "./where-known.ts";

export interface InstalledPlugins {
  names(): string[];
  /** By name. */
  versions(): ReadonlyMap<string, string>;
}

/** As the database knows them, each time anew; none where it cannot be used. */
export function installedPlugins({ plugins }: Pick<Store, "plugins">): InstalledPlugins {
  const records = () => whereKnown(() => plugins.all());
  return {
    names: () => records().map(({ id }) => id),
    versions: () => new Map(records().map(({ id, version }) => [id, version])),
  };
}
