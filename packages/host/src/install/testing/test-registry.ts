import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { newSigningKey, type SigningKey } from "../../signing/signing-key.ts";
import { makeRegistry, type RegistryOptions } from "../build/make-registry.ts";
import { type PublishedPackage, publishItem, publishPlugin } from "../build/publish-package.ts";
import { newRegistryKeys, type RegistryKeys } from "../build/registry-keys.ts";

export type Files = ReadonlyMap<string, Uint8Array>;

/** Files of a small plugin. */
export function pluginFiles(
  name: string,
  version = "1.0.0",
  more: Readonly<Record<string, string>> = {},
  manifest: object = {},
): Files {
  const said = {
    name,
    version,
    apiVersion: 1,
    runtime: "js",
    entry: "plugin.js",
    description: `What ${name} does`,
    ...manifest,
  };
  const files = {
    "aperture.plugin.json": JSON.stringify(said),
    "plugin.js": "export default { stages: {} };",
    "README.md": `# ${name}`,
    ...more,
  };
  return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
}

/** Somebody who publishes, by a key of their own. */
export interface TestPublisher {
  readonly key: SigningKey;
  plugin(name: string, version?: string, more?: Record<string, string>, manifest?: object): PublishedPackage;
  rule(name: string, text: string, version?: string): PublishedPackage;
}

export function testPublisher(name = "Somebody"): TestPublisher {
  const publisher = { key: newSigningKey(), name, publishedAt: "2026-01-02T03:04:05.000Z" };
  return {
    key: publisher.key,
    plugin: (plugin, version, more, manifest) => publishPlugin(pluginFiles(plugin, version, more, manifest), publisher),
    rule: (rule, text, version = "1.0.0") =>
      publishItem({ kind: "rule", name: rule, version, description: "A rule", keywords: ["tidy"] }, text, publisher),
  };
}

export const never = new Date("9999-12-31T23:59:59Z");
export const neverExpires = { root: never, targets: never, snapshot: never, timestamp: never };

/** A registry in a folder of its own, that can be made anew. */
export interface TestRegistry {
  readonly folder: string;
  readonly keys: RegistryKeys;
  /** SHA-256 of its first root. */
  readonly pin: string;
  /** Makes it anew from these packages, under the same keys; returns what stands there. */
  publish(packages: readonly PublishedPackage[], options?: Partial<RegistryOptions>): Files;
  /** Puts files of somebody's making in their place, as they are. */
  put(files: Files): void;
  remove(): void;
}

export function testRegistry(
  packages: readonly PublishedPackage[],
  options: Partial<RegistryOptions> = {},
): TestRegistry {
  const parent = mkdtempSync(join(tmpdir(), "aperture-test-registry-"));
  const folder = join(parent, "registry");
  const keys = options.keys ?? newRegistryKeys();
  let version = 0;
  const put = (files: Files): void => {
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
  };
  const publish = (what: readonly PublishedPackage[], more: Partial<RegistryOptions> = {}): Files => {
    version++;
    const files = makeRegistry(what, { keys, version, expires: neverExpires, ...options, ...more });
    rmSync(folder, { recursive: true, force: true });
    put(files);
    return files;
  };
  const root = publish(packages).get("metadata/1.root.json")!;
  const pin = createHash("sha256").update(root).digest("hex");
  writeFileSync(`${folder}.root.json`, JSON.stringify({ sha256: pin }));
  return { folder, keys, pin, publish, put, remove: () => rmSync(parent, { recursive: true, force: true }) };
}
