import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSources, type SourcesOptions } from "../create-sources.ts";
import type { PackageSources } from "../package-sources.ts";

export interface TestSources {
  readonly home: string;
  readonly sources: PackageSources;
  /** One hash over everything that stands in the home: names and bytes. */
  fingerprint(): string;
  remove(): void;
}

/** Sources over a home of their own. */
export function testSources(options: Partial<SourcesOptions> = {}): TestSources {
  const home = mkdtempSync(join(tmpdir(), "aperture-test-home-"));
  const sources = createSources({ home, bundled: join(home, "no-registry"), now: () => 0, ...options });
  return {
    home,
    sources,
    fingerprint: () => fingerprintOf(home),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

export function fingerprintOf(folder: string): string {
  const hash = createHash("sha256");
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((left, right) =>
    join(left.parentPath, left.name) < join(right.parentPath, right.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name);
    hash.update(`${path}\0`);
    if (entry.isFile()) hash.update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}
