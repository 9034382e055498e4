import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Transcript } from "./transcript.ts";

const folder = join(import.meta.dirname, "../../../../../../shared/transcripts/dev");

/**
 * Recorded sessions beside the repository. They are not shipped with it: where they are missing the caller says that it
 * skipped its work, unless APERTURE_REQUIRE_ALL is set; then this throws.
 */
export function loadTranscripts(limit = Number.POSITIVE_INFINITY): Transcript[] {
  if (!existsSync(folder)) {
    if (process.env.APERTURE_REQUIRE_ALL) throw new Error("no recorded sessions beside the repository");
    console.log("skipped: no recorded sessions beside the repository");
    return [];
  }
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.slice(0, limit).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Transcript);
}
