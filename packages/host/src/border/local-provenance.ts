import type { Provenance } from "@aperture/sdk";

/** Where a package comes from that nobody signed and no registry lists: a folder or an archive on this machine. */
export const localProvenance = (kind: "folder" | "tarball" | "linked", from: string): Provenance => ({
  spec: from,
  kind,
  from,
  resolved: null,
  archive: null,
  publisher: null,
  publisherName: null,
  publishedAt: null,
});
