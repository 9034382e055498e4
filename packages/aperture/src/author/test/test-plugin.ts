import type { LoadedPlugin } from "@aperture/host/border/runner";
import { loadPlugin } from "@aperture/host/load/load-plugin";
import { buildPlugin } from "../build/build-plugin.ts";
import type { Environment } from "../build/compilers.ts";
import { readFixtures } from "../fixture/read-fixtures.ts";
import type { ReplayedFixture } from "./check-invariants.ts";
import { compareSnapshot, type SnapshotResult } from "./compare-snapshot.ts";
import type { TestProblem } from "./problem.ts";
import { type OwnTests, runOwnTests } from "./run-own-tests.ts";
import { tryPlugin } from "./try-plugin.ts";

export interface PluginTests {
  readonly plugin: string;
  readonly own: OwnTests;
  /** Recordings it was tried on, and calls of its stages. */
  readonly fixtures: number;
  readonly calls: number;
  readonly snapshots: Readonly<Record<string, SnapshotResult["state"]>>;
  readonly problems: readonly TestProblem[];
}

export interface TestOptions {
  readonly env: Environment;
  /** Writes the snapshots anew. */
  readonly update?: boolean;
}

/**
 * Builds a plugin, runs its author's tests, then the built file in its sandbox on every recording. Throws `plugin_build_failed`; everything
 * else that is wrong is a problem of the answer.
 */
export async function testPlugin(folder: string, { env, update = false }: TestOptions): Promise<PluginTests> {
  const { project } = await buildPlugin(folder, env);
  const { name, runtime } = project.manifest;
  const plugin = await loadPlugin({ id: name, folder: project.folder, integrity: "", source: "linked" });
  const own = await runOwnTests(project.folder, env);
  const problems: TestProblem[] = [];
  if (own.failed > 0)
    problems.push({ what: "own-tests", where: "test", message: `${own.failed} of its own tests failed` });
  const replayed = runtime === "native" ? [] : await replay(plugin, project.folder, problems);
  const snapshots: Record<string, SnapshotResult["state"]> = {};
  const isFixed = Boolean(env.CI) && !update;
  for (const each of replayed) {
    const { state, problems: found } = compareSnapshot(project.folder, each, { update, isFixed });
    snapshots[each.name] = state;
    problems.push(...found);
  }
  const calls = replayed.reduce((sum, each) => sum + each.calls.length, 0);
  return { plugin: name, own, fixtures: replayed.length, calls, snapshots, problems };
}

async function replay(
  plugin: LoadedPlugin,
  folder: string,
  problems: TestProblem[],
): Promise<readonly ReplayedFixture[]> {
  const fixtures = readFixtures(folder);
  try {
    const found = await tryPlugin(plugin, fixtures);
    await found.replayer.close();
    problems.push(...found.problems);
    return found.replayed;
  } catch (error) {
    problems.push({ what: "start", where: plugin.manifest.entry, message: (error as Error).message });
    return [];
  }
}
