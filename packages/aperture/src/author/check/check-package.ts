import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { compileConfig } from "@aperture/host/host/check-config";
import { readPackage } from "@aperture/host/load/read-package";
import { ApertureError } from "@aperture/sdk";
import type { AuthorProject } from "../project/read-project.ts";
import { error, type Finding, note, warning } from "./finding.ts";

export interface PackageFacts {
  readonly bytes: number;
  readonly files: number;
  readonly entryBytes: number;
}

/** A plugin of this size is one that somebody can still read before they install it. */
const readable = 256 * 1_024;

/** What its users will get: held against what the host refuses, and against what they need to decide. */
export async function checkPackage({
  folder,
  manifest,
}: AuthorProject): Promise<{ facts: PackageFacts | null; findings: Finding[] }> {
  const findings: Finding[] = [];
  let facts: PackageFacts | null = null;
  try {
    const { bytes, files, entry } = await readPackage({ path: folder });
    facts = { bytes, files: files.size, entryBytes: entry.length };
    if (entry.length > readable)
      findings.push(
        warning(
          "entry_large",
          `${manifest.entry} has ${entry.length} bytes: too much to be read by whoever installs it`,
        ),
      );
  } catch (thrown) {
    if (!ApertureError.is(thrown)) throw thrown;
    findings.push(error("package_refused", thrown.message));
  }
  try {
    compileConfig(manifest)({});
  } catch (thrown) {
    findings.push(error("config_defaults", `its settings cannot be left as they are: ${(thrown as Error).message}`));
  }
  if (!readdirSync(folder).some((name) => /^readme(\.[a-z]+)?$/i.test(name)))
    findings.push(
      warning("readme_missing", "there is no README: what does it do, and why does it need what it asks for?", 10),
    );
  if (manifest.description === "")
    findings.push(warning("description_missing", "aperture.plugin.json has no description"));
  if (manifest.license === undefined)
    findings.push(warning("license_missing", "aperture.plugin.json has no license", 2));
  if (!existsSync(join(folder, "test"))) findings.push(warning("tests_missing", "it has no tests (test/*.test.ts)"));
  for (const { at, onError } of manifest.stages)
    if (onError === "block")
      findings.push(note("protects", `${at} has onError: block: where it fails, no request leaves`));
  if (manifest.runtime === "native")
    findings.push(
      warning("native", "it runs in-process: its users must trust it by name, and nothing here was tried", 20),
    );
  return { facts, findings };
}
