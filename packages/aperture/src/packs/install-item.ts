import { hash } from "node:crypto";
import type { PackageSources } from "@aperture/host/install/package-sources";
import { ApertureError, InstallLibraryItem, type PackPreview } from "@aperture/sdk";
import { checkNames } from "./import/check-names.ts";
import { viewLibrary } from "./import/library-view.ts";
import { missingItems } from "./import/missing-items.ts";
import { previewItems } from "./import/preview-items.ts";
import { readItems } from "./import/read-items.ts";
import type { PackOptions } from "./pack-options.ts";
import { refused } from "./refused.ts";

export interface InstallItemOptions extends Pick<PackOptions, "library" | "plugins"> {
  readonly sources: Pick<PackageSources, "item">;
}

/**
 * A preset, rule or template of a registry, held to what a pack's are held to: strict YAML, nothing that nobody sees, no secret, no look-alike.
 * Nothing is written before all of that holds. Rejects as `PackageSources` does, and with `pack_refused`, `pack_conflict`, `pack_signer_changed`.
 */
export async function installItem(
  given: InstallLibraryItem,
  { library, plugins, sources }: InstallItemOptions,
  signal?: AbortSignal,
): Promise<PackPreview> {
  const { kind, name, version, registry, integrity, ...input } = InstallLibraryItem.parse(given);
  const found = await sources.item(kind, name, { registry, signal, range: version });
  const { signer, provenance, text } = found;
  if (found.kind !== kind || found.name !== name) throw refused(`the registry answered ${found.kind} ${found.name}`);
  const items = await readItems([{ kind, name, version: found.version, text }]);
  const shown = `sha256-${hash("sha256", text, "base64")}`;
  if (integrity !== undefined && integrity !== shown) throw refused("it is not what was shown");
  signal?.throwIfAborted();
  // From here to the end nothing waits: what is looked at is what is replaced.
  const there = viewLibrary(library);
  checkNames(items, there);
  const installed = plugins();
  const preview = {
    signer,
    note: found.changelog?.slice(0, 500) ?? "",
    createdAt: provenance.publishedAt ?? "",
    integrity: shown,
    ...(provenance.kind === "bundled" ? { bundled: true } : {}),
    items: previewItems(items, there),
    missing: missingItems(items, (each) => (each === "plugin" ? installed : there.names(each))),
  };
  if (input.dryRun) return { ...preview, imported: false };
  const [entry] = preview.items;
  if (signer.status === "changed" && !input.acceptSigner)
    throw new ApertureError("pack_signer_changed", {
      publisher: signer.publisher,
      before: library.get(kind, name).signer?.fingerprint ?? "?",
      after: signer.fingerprint,
    });
  if (entry?.state === "replaces" && !input.replace) throw new ApertureError("pack_conflict", { kind, name });
  if (entry?.state !== "same") {
    const from = `${name} ${found.version} of ${provenance.from}`.slice(0, 500);
    library.writeImported([{ kind, name, text }], { source: "registry", signer, from });
  }
  return { ...preview, imported: true };
}
