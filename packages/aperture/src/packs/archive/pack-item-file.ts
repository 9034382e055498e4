import type { LibraryKind } from "@aperture/sdk";

/** An item as a pack carries it: its file, byte for byte. */
export interface PackItemFile {
  readonly kind: LibraryKind;
  readonly name: string;
  readonly version: string;
  readonly text: string;
}

export const pathOf = ({ kind, name }: Pick<PackItemFile, "kind" | "name">): string => `items/${kind}/${name}.yml`;
