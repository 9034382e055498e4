import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Library } from "../../library/contract.ts";
import { createLibrary } from "../../library/create-library.ts";

const starter = join(import.meta.dirname, "../../../../../library");

/** The library of a fresh home: what ships and nothing else. */
export function starterLibrary(): { readonly library: Library; close(): Promise<void> } {
  const home = mkdtempSync(join(tmpdir(), "aperture-replay-"));
  const library = createLibrary({
    home,
    starter,
    projects: () => [],
    plugins: () => [],
    now: () => 0,
    log: { warn() {} },
  });
  return {
    library,
    async close() {
      await library.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
