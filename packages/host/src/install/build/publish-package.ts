import type { LibraryKind } from "@aperture/sdk";
import { capabilitiesOf, capabilityMeaning } from "@aperture/sdk";
import { admitPackage } from "../../load/admit-package.ts";
import { integrityOf } from "../../load/integrity.ts";
import type { PackageFiles } from "../../load/package-files.ts";
import { STATEMENT_TYPE } from "../../signing/file-statement.ts";
import { sign } from "../../signing/sign.ts";
import { bundleText } from "../../signing/signature-bundle.ts";
import type { SigningKey } from "../../signing/signing-key.ts";
import { type PackageKind, packageName } from "../aperture/registry-paths.ts";
import { packageStatement, sha512Of } from "../package-statement.ts";
import { packArchive } from "./pack-archive.ts";

/** A version as its publisher hands it to a registry. */
export interface PublishedPackage {
  readonly kind: PackageKind;
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  /** In words. */
  readonly permissions: readonly string[];
  readonly license?: string | undefined;
  readonly publisher: string;
  readonly publishedAt: string;
  readonly changelog: string | null;
  readonly yanked?: string;
  readonly archive: Uint8Array;
  readonly integrity: string;
  /** Text of the Sigstore bundle. */
  readonly signature: string;
}

export interface Publisher {
  readonly key: SigningKey;
  readonly name: string;
  readonly publishedAt: string;
}

/** Packs and signs a plugin's files. Throws as `admitPackage` does: what Aperture would refuse is not published. */
export function publishPlugin(files: PackageFiles, publisher: Publisher): PublishedPackage {
  const { manifest } = admitPackage(files, "the package", "folder");
  const changelog = files.get("CHANGELOG.md");
  return publish(packArchive(files), publisher, {
    kind: "plugin",
    name: manifest.name,
    version: manifest.version,
    title: manifest.title ?? manifest.name,
    description: manifest.description,
    keywords: manifest.keywords,
    license: manifest.license,
    permissions: capabilitiesOf(manifest.permissions).map(capabilityMeaning),
    changelog: changelog ? new TextDecoder().decode(changelog).slice(0, 20_000) : null,
  });
}

/** What an item of the library says of itself. */
export interface ItemHead {
  readonly kind: LibraryKind;
  readonly name: string;
  readonly version: string;
  readonly title?: string | undefined;
  readonly description: string;
  readonly license?: string | undefined;
  readonly keywords: readonly string[];
}

/** Packs and signs a preset, rule or template: `text` is its YAML. */
export function publishItem(head: ItemHead, text: string, publisher: Publisher): PublishedPackage {
  const { kind, name, version, title = name, description, license, keywords } = head;
  const about = { name: packageName(kind, name), version, description };
  const files = new Map([
    ["package.json", Buffer.from(`${JSON.stringify(about, null, 2)}\n`)],
    [`${kind}.yml`, Buffer.from(text)],
  ]);
  const facts = { kind, name, version, title, description, license, keywords, permissions: [], changelog: null };
  return publish(packArchive(files), publisher, facts);
}

type Facts = Omit<PublishedPackage, "archive" | "integrity" | "signature" | "publisher" | "publishedAt">;

function publish(archive: Uint8Array, { key, name, publishedAt }: Publisher, facts: Facts): PublishedPackage {
  const statement = packageStatement("archive", packageName(facts.kind, facts.name), facts.version, sha512Of(archive));
  return {
    ...facts,
    publisher: name,
    publishedAt,
    archive,
    integrity: integrityOf(archive),
    signature: bundleText(sign(statement, STATEMENT_TYPE, key)),
  };
}
