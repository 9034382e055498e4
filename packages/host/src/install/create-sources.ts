import { ApertureError, type LibraryKind, LibraryName, nearestKey, type Provenance, type Signer } from "@aperture/sdk";
import { validRange } from "semver";
import { fetch as undiciFetch } from "undici";
import { existingKey } from "../signing/own-key.ts";
import type { ApertureRegistries, ApertureRegistry } from "./aperture/aperture-registries.ts";
import { bundledNames, bundledRevoked } from "./aperture/bundled-files.ts";
import { revokedBecause } from "./aperture/revoked-because.ts";
import { checkName } from "./check-name.ts";
import { changelogOf } from "./local/changelog-of.ts";
import { type LocalPackage, readArchive, readLocal } from "./local/read-local.ts";
import { newestVersion } from "./newest-version.ts";
import type { PackageSources, ResolvedPackage, ResolveOptions } from "./package-sources.ts";
import { type ParsedSpec, parseSpec } from "./parse-spec.ts";
import { BUNDLED, RegistryList } from "./registry-list.ts";
import { createReadRemote, type RemoteLimits, remoteLimits } from "./remote/read-remote.ts";
import { searchRegistries } from "./search-registries.ts";
import type { FoundPackage, SourceParts } from "./source-parts.ts";

export interface SourcesOptions {
  readonly home: string;
  /** Folder of the registry that comes with Aperture; the hash of its root stands beside it, in `<folder>.root.json`. */
  readonly bundled: string;
  /** Default: undici's. */
  readonly fetch?: typeof globalThis.fetch;
  /** Epoch ms. */
  readonly now: () => number;
  /** The program; default: `git` as it is found in PATH. */
  readonly git?: string;
  /** Versions that are installed, by plugin: what a new name could be mistaken for, and what a search shows. */
  readonly installed?: () => ReadonlyMap<string, string>;
  /** The key that signed before, or null where nobody is known. Plugins by their name, items of the library as `preset/<name>`. */
  readonly publisherOf?: (name: string) => string | null;
  readonly limits?: Partial<RemoteLimits>;
}

/** Where packages come from. Nothing is read before something is asked. */
export function createSources(options: SourcesOptions): PackageSources {
  const { home, bundled, installed = () => new Map<string, string>(), publisherOf = () => null } = options;
  const list = new RegistryList(home, bundled);
  /** Of the release: no other one while the program runs. */
  let ownRevoked: ReturnType<typeof bundledRevoked> | null = null;
  const parts: SourceParts = {
    home,
    list,
    git: options.git ?? "git",
    limits: { ...remoteLimits, ...options.limits },
    read: createReadRemote(options.fetch ?? (undiciFetch as unknown as typeof globalThis.fetch)),
    registries: async () => {
      // Loaded when a registry is asked at all: the program's start waits for none of it.
      const { ApertureRegistries } = await import("./aperture/aperture-registries.ts");
      return new ApertureRegistries({ home, list, read: parts.read, limits: parts.limits });
    },
  };

  const signerOf = (name: string, { publisher, publisherName, kind }: Provenance): Signer | null => {
    if (publisher === null) return null;
    const known = publisherOf(name);
    // The release vouches for what comes with it; its key is another one in each.
    const status =
      publisher === existingKey(home)?.fingerprint
        ? "own"
        : kind === "bundled" || known === publisher
          ? "known"
          : known === null
            ? "new"
            : "changed";
    return { fingerprint: publisher, publisher: publisherName ?? "", status };
  };

  const resolve = async (spec: string, asked: ResolveOptions = {}): Promise<ResolvedPackage> => {
    const meant = parseSpec(spec);
    return vouched(await findPackage(parts, meant, spec.trim(), asked));
  };

  /** Whose it is, and whom it could be mistaken for. */
  const vouched = ({ found, provenance, changelog, warnings }: FoundPackage): ResolvedPackage => {
    const { name } = found.manifest;
    const known = [...installed().keys(), ...bundledNames(bundled)];
    return {
      found,
      provenance,
      changelog,
      signer: signerOf(name, provenance),
      warnings: [...warnings, ...checkName(name, known, provenance)],
    };
  };

  return {
    resolve,
    local: async (source) =>
      vouched(asFound("path" in source ? await readLocal(source.path) : await readArchive(source.archive))),
    async item(kind, name, { registry, range, signal, progress } = {}) {
      if (!LibraryName.safeParse(name).success || (range !== undefined && validRange(range) === null))
        throw new ApertureError("plugin_source_unknown", {
          spec: `${kind} ${name}`.slice(0, 200),
          reason: "that is no name",
        });
      const { resolveItem } = await import("./aperture/resolve-item.ts");
      const wanted = { spec: range === undefined ? name : `${name}@${range}`, name, range: range ?? null, signal };
      const found = await askInTurn(parts, kind, wanted.spec, { registry, signal, progress }, (registries, each) =>
        resolveItem(registries, each, kind, wanted),
      );
      return { ...found, signer: signerOf(`${kind}/${name}`, found.provenance)! };
    },
    newest: (provenance, version, signal) => newestVersion(parts, provenance, version, signal),
    search: (query, registry, signal) => searchRegistries(parts, { query, registry, signal, installed: installed() }),
    registries: () => list.all(),
    async add(registry, signal) {
      const planned = list.planned(registry);
      const { addRegistry } = await import("./add-registry.ts");
      return addRegistry(parts, planned, signal);
    },
    remove: (name) => list.remove(name),
    revoked: (name, version, { kind, from }) => {
      if (kind !== "bundled" && kind !== "aperture") return null;
      ownRevoked ??= bundledRevoked(bundled);
      const said = kind === "bundled" ? ownRevoked : list.keptRevoked(from);
      const why = revokedBecause(said, name, version);
      return why === null ? null : `${kind === "bundled" ? BUNDLED : from}: ${why}`;
    },
  };
}

async function findPackage(
  parts: SourceParts,
  meant: ParsedSpec,
  spec: string,
  asked: ResolveOptions,
): Promise<FoundPackage> {
  const { signal, progress, registry } = asked;
  if (meant.from === "registry") {
    const { resolvePlugin } = await import("./aperture/resolve-plugin.ts");
    return askInTurn(parts, "plugin", spec, asked, (registries, each) =>
      resolvePlugin(registries, each, { ...meant, spec, signal }),
    );
  }
  if (meant.from === "npm") {
    const { resolveNpm } = await import("./npm/resolve-npm.ts");
    return resolveNpm(parts, { ...meant, spec, registry, signal, progress });
  }
  if (registry !== undefined)
    throw new ApertureError("invalid_input", { detail: "registry: it says where a name is looked for" });
  if (meant.from === "git") {
    const { resolveGit } = await import("./git/resolve-git.ts");
    return resolveGit(parts, { ...meant, spec, signal, progress });
  }
  return asFound(await readLocal(meant.path));
}

const asFound = (local: LocalPackage): FoundPackage => ({
  ...local,
  changelog: changelogOf(local.found.files),
  warnings: [],
});

/** Asks one registry after the other, the bundled one first; the first that has it is meant. */
async function askInTurn<T>(
  parts: SourceParts,
  kind: "plugin" | LibraryKind,
  spec: string,
  { registry, signal, progress }: ResolveOptions,
  ask: (registries: ApertureRegistries, registry: ApertureRegistry) => Promise<T | null>,
): Promise<T> {
  const registries = await parts.registries();
  const asked = registries.named(registry);
  const near: string[] = [];
  for (const each of asked) {
    signal?.throwIfAborted();
    progress?.(`asking ${each.name} for ${spec}`);
    // What one cannot tell is not looked for in the next: there it could be somebody else's.
    const found = await ask(registries, each);
    if (found) return found;
    near.push(...(await registries.namesIn(each, kind, signal)));
  }
  const nearest = nearestKey(spec.split("@")[0]!, near);
  throw new ApertureError("plugin_unavailable", {
    name: spec,
    registries: asked.map(({ name }) => name).join(", ") || "none",
    nearest: nearest ? `; is ${nearest} meant?` : "",
  });
}
