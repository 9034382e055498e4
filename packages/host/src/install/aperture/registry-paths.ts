import type { LibraryKind } from "@aperture/sdk";

export type PackageKind = "plugin" | LibraryKind;

/** Where things stand in a registry: docs/reference/registry.md. */
export const registryPaths = {
  index: "index.json",
  revoked: "revoked.json",
  /** npm packument. Without an ending, so that a plain web server answers npm clients (`--registry <address>/npm/`). */
  packument: (name: string) => `npm/${name}`,
  archive: (name: string, version: string) => `packages/${name}/${name.split("/").at(-1)!}-${version}.tgz`,
  signature: (name: string, version: string) => `packages/${name}/${name.split("/").at(-1)!}-${version}.sigstore.json`,
} as const;

/** What a package is called: plugins by their name; the rest, whose names are unique among their kind alone, in a scope. */
export const packageName = (kind: PackageKind, name: string): string => (kind === "plugin" ? name : `@${kind}/${name}`);
