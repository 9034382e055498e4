import { publishPlugin } from "@aperture/host/install/build/publish-package";
import { pluginFiles, type TestRegistry, testRegistry } from "@aperture/host/install/testing/test-registry";
import { newSigningKey, type SigningKey } from "@aperture/host/signing/signing-key";
import type { AddRegistry, PluginManifest } from "@aperture/sdk";
import type { z } from "zod";

export interface PublishedVersion {
  readonly version: string;
  readonly code: string;
  readonly changelog?: string;
  readonly manifest?: Partial<z.input<typeof PluginManifest>>;
  /** Default: long ago. */
  readonly publishedAt?: string;
  /** Default: its author's. */
  readonly key?: SigningKey;
}

/** A registry in a folder, with signed metadata, that has one plugin: what an author publishes is what the program is offered. */
export interface PublishedPlugin {
  readonly name: string;
  readonly registry: TestRegistry;
  /** As the program is told of it. */
  readonly address: AddRegistry;
  publish(version: PublishedVersion): void;
  publishAll(more: readonly PublishedVersion[]): void;
  remove(): void;
}

export function publishedPlugin(name: string, first: PublishedVersion): PublishedPlugin {
  const author = newSigningKey();
  const versions = [first];
  const packages = () =>
    versions.map(({ version, code, changelog, manifest, publishedAt = "2026-01-02T03:04:05.000Z", key = author }) =>
      publishPlugin(
        pluginFiles(
          name,
          version,
          { "plugin.js": code, ...(changelog ? { "CHANGELOG.md": changelog } : {}) },
          manifest,
        ),
        { key, name: "Somebody", publishedAt },
      ),
    );
  const registry = testRegistry(packages());
  const publishAll = (more: readonly PublishedVersion[]): void => {
    versions.push(...more);
    registry.publish(packages());
  };
  return {
    name,
    registry,
    address: { name: "team", url: registry.folder, kind: "aperture", root: registry.pin },
    publish: (version) => publishAll([version]),
    publishAll,
    remove: () => registry.remove(),
  };
}
