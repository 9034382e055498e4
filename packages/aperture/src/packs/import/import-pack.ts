import { KnownSigners } from "@aperture/host/signing/known-signers";
import { existingKey } from "@aperture/host/signing/own-key";
import { ApertureError, ImportPack, type PackPreview, type Signer } from "@aperture/sdk";
import { readPack } from "../archive/read-pack.ts";
import type { PackOptions } from "../pack-options.ts";
import { refused } from "../refused.ts";
import { checkNames } from "./check-names.ts";
import { checkPublisher } from "./check-publisher.ts";
import { viewLibrary } from "./library-view.ts";
import { missingItems } from "./missing-items.ts";
import { previewItems } from "./preview-items.ts";
import { readItems } from "./read-items.ts";

/** Looks at a pack in memory; writes at the very end, once nothing is left to refuse. */
export async function importPack(given: ImportPack, options: PackOptions): Promise<PackPreview> {
  const input = ImportPack.parse(given);
  const pack = await readPack(bytesOf(input.pack));
  if (input.integrity !== undefined && input.integrity !== pack.integrity)
    throw refused("it is not the pack that was shown");
  const { publisher, note, createdAt } = pack.manifest;
  checkPublisher(pack.manifest);
  const items = await readItems(pack.items);
  // From here to the end nothing waits: what is looked at is what is replaced.
  const there = viewLibrary(options.library);
  checkNames(items, there);
  const signers = new KnownSigners(options.signersFile);
  // Whoever gives no name is known by the key alone.
  const signerName = publisher === "" ? pack.fingerprint : publisher;
  const signer: Signer = {
    fingerprint: pack.fingerprint,
    publisher,
    status: signers.statusOf(signerName, pack.fingerprint, existingKey(options.home)?.fingerprint ?? null),
  };
  const entries = previewItems(items, there);
  const installed = options.plugins();
  const missing = missingItems(items, (kind) => (kind === "plugin" ? installed : there.names(kind)));
  const preview = { signer, note, createdAt, integrity: pack.integrity, items: entries, missing };
  if (input.dryRun) return { ...preview, imported: false };

  if (signer.status === "changed" && !input.acceptSigner)
    throw new ApertureError("pack_signer_changed", {
      publisher,
      before: signers.of(signerName) ?? "?",
      after: pack.fingerprint,
    });
  const conflict = entries.find(({ state }) => state === "replaces");
  if (conflict && !input.replace)
    throw new ApertureError("pack_conflict", { kind: conflict.kind, name: conflict.name });
  const changed = items.filter((_, index) => entries[index]!.state !== "same");
  if (changed.length > 0)
    options.library.writeImported(
      changed.map(({ kind, name, text }) => ({ kind, name, text })),
      { source: "pack", signer, from: null },
    );
  // Behind the items: where they cannot be written, nobody has become known.
  if (signer.status !== "own") signers.remember(signerName, pack.fingerprint);
  return { ...preview, imported: true };
}

/** Base64 in its one way: what is shown is what was sent. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw refused("it is not base64 as it is written here");
  return bytes;
}
