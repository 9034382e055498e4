import { ApertureError, type Provenance } from "@aperture/sdk";
import { changelogOf } from "../../install/local/changelog-of.ts";
import { readArchive, readLocal } from "../../install/local/read-local.ts";
import type { PackageSources, ResolvedPackage } from "../../install/package-sources.ts";
import { checkPackage } from "../../load/check-package.ts";
import { type ManifestFields, pluginFiles } from "./plugin-folder.ts";

export interface OfferedVersion {
  readonly fields?: ManifestFields;
  readonly code?: string;
  readonly publisher?: string | null;
  readonly publishedAt?: string | null;
  readonly changelog?: string | null;
  /** Bytes beside the plugin's own. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface TestSources extends PackageSources {
  /** By version. A test changes it as it goes. */
  readonly offered: Map<string, OfferedVersion>;
  readonly withdrawn: Map<string, string>;
  /** How often somebody was asked for anything. */
  asked(): number;
  /** From now on nobody answers. */
  goOffline(): void;
}

export const PUBLISHER = `ed25519:${"a".repeat(64)}`;

/** A registry of one plugin, `tidy`, in memory: what it offers was verified by whoever wrote the test. */
export function testSources(versions: Readonly<Record<string, OfferedVersion>> = {}): TestSources {
  const offered = new Map(Object.entries(versions));
  const withdrawn = new Map<string, string>();
  let asked = 0;
  let isOffline = false;
  const ask = (): void => {
    asked++;
    if (isOffline) throw new ApertureError("plugin_source_failed", { registry: "test", reason: "nobody answers" });
  };
  const newest = (): string | undefined => [...offered.keys()].at(-1);
  const nothing = (): never => {
    throw new Error("this registry does nothing of the kind");
  };
  return {
    offered,
    withdrawn,
    asked: () => asked,
    goOffline: () => {
      isOffline = true;
    },
    async resolve(spec) {
      ask();
      const version = spec.includes("@") ? spec.slice(spec.indexOf("@") + 1) : newest();
      const offer = version === undefined ? undefined : offered.get(version);
      if (!offer || version === undefined)
        throw new ApertureError("plugin_unavailable", { name: spec, registries: "test", nearest: "" });
      return packageOf(version, offer, spec);
    },
    async local(source) {
      const local = "path" in source ? await readLocal(source.path) : await readArchive(source.archive);
      return { ...local, signer: null, changelog: changelogOf(local.found.files), warnings: [] };
    },
    async newest(_, installed) {
      ask();
      const version = newest();
      if (version === undefined || version === installed) return null;
      const { publishedAt = null, changelog = null } = offered.get(version)!;
      return { version, publishedAt, changelog, spec: `tidy@${version}`, registry: null };
    },
    item: nothing,
    search: nothing,
    registries: () => [],
    add: nothing,
    remove() {},
    revoked: (name, version) => (name === "tidy" ? (withdrawn.get(version) ?? null) : null),
  };
}

function packageOf(version: string, offer: OfferedVersion, spec: string): ResolvedPackage {
  const { fields = {}, code, publisher = PUBLISHER, publishedAt = null, changelog = null, files = {} } = offer;
  const texts = { ...pluginFiles({ ...fields, version }, code), ...files };
  const bytes = new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text) as Uint8Array]));
  const provenance: Provenance = {
    spec,
    kind: "aperture",
    from: "test",
    resolved: null,
    archive: null,
    publisher,
    publisherName: publisher === null ? null : "somebody",
    publishedAt,
  };
  const signer =
    publisher === null ? null : { fingerprint: publisher, publisher: "somebody", status: "known" as const };
  const found = { ...checkPackage(bytes, spec), source: "tarball" as const };
  return { found, provenance, signer, changelog, warnings: [] };
}
