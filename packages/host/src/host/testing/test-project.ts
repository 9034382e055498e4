import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A project's folder by its real path, gone with the test. */
export async function projectForTest(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "aperture-project-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
