import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourcesOptions } from "@aperture/host/install/create-sources";
import { type TestSources, testSources } from "@aperture/host/install/testing/test-sources";

export interface WatchedSources extends TestSources {
  /** What is said of a failure; throws where there is none, or where anything was left on disk: in the home, or among temporary files. */
  refusal(work: (sources: TestSources["sources"]) => Promise<unknown>): Promise<{ code: string; message: string }>;
}

/** Sources over a home of their own, with a folder of their own for temporary files. */
export function watchedSources(options: Partial<SourcesOptions> = {}): WatchedSources {
  const before = process.env.TMPDIR;
  const made = testSources(options);
  const temporary = mkdtempSync(join(tmpdir(), "aperture-watched-"));
  process.env.TMPDIR = temporary;
  return {
    ...made,
    refusal: async (work) => {
      const there = made.fingerprint();
      const others = new Set(readdirSync(temporary));
      const failure = await work(made.sources).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!(failure instanceof Error)) throw new Error("it was taken");
      if (made.fingerprint() !== there) throw new Error(`something was left at home after: ${failure.message}`);
      const left = readdirSync(temporary).filter((name) => !others.has(name));
      if (left.length > 0) throw new Error(`${left.join(", ")} was left after: ${failure.message}`);
      return { code: "code" in failure ? String(failure.code) : "none", message: failure.message };
    },
    remove: () => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      rmSync(temporary, { recursive: true, force: true });
      made.remove();
    },
  };
}
