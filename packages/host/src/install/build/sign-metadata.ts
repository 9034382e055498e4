import { createHash } from "node:crypto";
import { Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp } from "@tufjs/models";
import { Delegations } from "@tufjs/models/dist/delegations.js";
import { SuccinctRoles } from "@tufjs/models/dist/role.js";
import type { SigningKey } from "../../signing/signing-key.ts";
import { addRootKeys, idOf, keyOf, signWith } from "./metadata-keys.ts";
import type { RegistryKeys } from "./registry-keys.ts";

export interface MetadataOptions {
  readonly keys: RegistryKeys;
  /** One more with every change; 1 at first. */
  readonly version: number;
  /** Until when each may be believed. */
  readonly expires: Readonly<Record<"root" | "targets" | "snapshot" | "timestamp", Date>>;
  /** Targets in one file before they are spread over bins. */
  readonly mostTargets?: number;
}

/**
 * TUF metadata of a registry: path → text, below `metadata/`. Many targets are spread over bins by the hash of their path (TAP 15), so that
 * looking for one package costs one bin.
 */
export function signMetadata(
  files: ReadonlyMap<string, Uint8Array>,
  { keys, version, expires, mostTargets = 100 }: MetadataOptions,
): Map<string, Uint8Array> {
  const root = new Root({ version: 1, expires: stamp(expires.root), specVersion: SPEC, consistentSnapshot: false });
  addRootKeys(root, keys);
  const written = new Map([["metadata/1.root.json", signed(new Metadata(root), keys.root)]]);

  const common = { version, specVersion: SPEC };
  const targets = [...files].map(([path, bytes]) => targetOf(path, bytes));
  const bins = targets.length > mostTargets ? binsOf(targets.length, mostTargets, keys) : null;
  const shares = new Map<string, Targets>([
    [
      "targets",
      new Targets({ ...common, expires: stamp(expires.targets), ...(bins ? { delegations: bins.delegations } : {}) }),
    ],
  ]);
  for (const name of bins?.roles.getRoles() ?? [])
    shares.set(name, new Targets({ ...common, expires: stamp(expires.targets) }));
  for (const target of targets) shares.get(bins?.roles.getRoleForTarget(target.path) ?? "targets")!.addTarget(target);
  const meta: Record<string, MetaFile> = {};
  for (const [name, share] of shares) {
    const bytes = signed(new Metadata(share), keys.targets);
    written.set(`metadata/${name}.json`, bytes);
    meta[`${name}.json`] = metaOf(bytes, version);
  }

  const snapshot = signed(
    new Metadata(new Snapshot({ ...common, expires: stamp(expires.snapshot), meta })),
    keys.snapshot,
  );
  written.set("metadata/snapshot.json", snapshot);
  const timestamp = new Timestamp({
    ...common,
    expires: stamp(expires.timestamp),
    snapshotMeta: metaOf(snapshot, version),
  });
  written.set("metadata/timestamp.json", signed(new Metadata(timestamp), keys.timestamp));
  return written;
}

/** The version of TUF that is written. */
const SPEC = "1.0.31";

// Without milliseconds, as the specification has it.
const stamp = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, "Z");

function signed(metadata: Metadata<Root | Targets | Snapshot | Timestamp>, key: SigningKey): Uint8Array {
  metadata.sign(signWith(key));
  return Buffer.from(`${JSON.stringify(metadata.toJSON())}\n`);
}

const hashOf = (algorithm: string, bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest("hex");

const targetOf = (path: string, bytes: Uint8Array): TargetFile =>
  new TargetFile({ path, length: bytes.length, hashes: { sha512: hashOf("sha512", bytes) } });

const metaOf = (bytes: Uint8Array, version: number): MetaFile =>
  new MetaFile({ version, length: bytes.length, hashes: { sha256: hashOf("sha256", bytes) } });

function binsOf(targets: number, each: number, keys: RegistryKeys): { roles: SuccinctRoles; delegations: Delegations } {
  // Half as many as fit: hashes spread unevenly.
  const bitLength = Math.max(1, Math.ceil(Math.log2(targets / (each / 2))));
  const roles = new SuccinctRoles({ keyIDs: [idOf(keys.targets)], threshold: 1, bitLength, namePrefix: "bin" });
  const delegations = new Delegations({ keys: { [idOf(keys.targets)]: keyOf(keys.targets) }, succinctRoles: roles });
  return { roles, delegations };
}
