import type { ExportedPack, ExportPack, ImportPack, PackPreview } from "@aperture/sdk";

/** Presets, rules and templates in one signed file: `.aperture-pack`, docs/reference/pack.md. */
export interface Packs {
  /**
   * The named items and all that they need. Throws `library_not_found`, `library_invalid`, `pack_secret` (a secret, or a path of this
   * machine's user, is in one), `pack_refused` (more than a pack may hold).
   */
  export(input: ExportPack): Promise<ExportedPack>;
  /**
   * What a pack is and would change; without `dryRun`, all of it is then written, or nothing. Throws `pack_refused`,
   * `pack_signer_changed` without `acceptSigner`, `pack_conflict` without `replace`. A dry run throws the first alone and tells the rest.
   */
  import(input: ImportPack): Promise<PackPreview>;
}
