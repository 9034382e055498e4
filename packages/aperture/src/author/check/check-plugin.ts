import { loadPlugin } from "@aperture/host/load/load-plugin";
import { buildPlugin } from "../build/build-plugin.ts";
import type { Environment } from "../build/compilers.ts";
import { type NamedFixture, readFixtures } from "../fixture/read-fixtures.ts";
import { turnsOf } from "../fixture/turns-of.ts";
import type { Replayer } from "../replay/replay.ts";
import type { ReplayedFixture } from "../test/check-invariants.ts";
import { tryPlugin } from "../test/try-plugin.ts";
import { checkCalls } from "./check-calls.ts";
import { checkHandlers } from "./check-handlers.ts";
import { checkPackage, type PackageFacts } from "./check-package.ts";
import { checkPermissions, type Permissions } from "./check-permissions.ts";
import { error, type Finding, note, scoreOf, warning } from "./finding.ts";
import { type Measures, measure } from "./measure.ts";
import { tryTasks } from "./try-tasks.ts";

export interface PluginCheck {
  readonly plugin: string;
  readonly version: string;
  /** 0 to 100; at most 50 with an error. */
  readonly score: number;
  readonly findings: readonly Finding[];
  /** Null where it was not run: native, or it does not start. */
  readonly permissions: Permissions | null;
  readonly measures: Measures | null;
  readonly package: PackageFacts | null;
}

/** Builds a plugin and says what its users should know. Throws `plugin_build_failed` and what a manifest's errors are. */
export async function checkPlugin(folder: string, env: Environment): Promise<PluginCheck> {
  const { project } = await buildPlugin(folder, env);
  const { manifest } = project;
  const { facts, findings } = await checkPackage(project);
  const base = { plugin: manifest.name, version: manifest.version, package: facts };
  if (
    manifest.runtime === "native" ||
    findings.some(({ code }) => code === "package_refused" || code === "config_defaults")
  )
    return { ...base, score: scoreOf(findings), findings, permissions: null, measures: null };

  const plugin = await loadPlugin({ id: manifest.name, folder: project.folder, integrity: "", source: "linked" });
  const fixtures = readFixtures(project.folder);
  const tried = await tryPlugin(plugin, fixtures).catch((thrown: Error) => {
    findings.push(error("does_not_start", thrown.message, 50));
    return null;
  });
  if (!tried) return { ...base, score: scoreOf(findings), findings, permissions: null, measures: null };
  const { replayer, replayed, problems } = tried;
  try {
    findings.push(...checkHandlers(manifest, replayer.handlers));
    if (fixtures.length === 0)
      findings.push(
        warning("recordings_missing", "there is nothing to try it on: `aperture plugin record` keeps a session", 15),
      );
    if (!replayer.failed()) findings.push(...checkCalls(manifest, replayer.handlers, replayed));
    for (const { what, where, message } of problems) findings.push(error(what, `${where}: ${message}`, 10));
    if (!replayer.failed()) findings.push(...(await tryTasks(replayer)));
    const complaints = replayer.log.filter(({ level }) => level === "error").length;
    if (complaints > 0) findings.push(note("logged_errors", `it logged ${complaints} errors`));
    const { permissions, findings: more } = checkPermissions(manifest, replayer.used, fixtures.length > 0);
    findings.push(...more);
    const measures = measure(await warmed(replayer, fixtures), replayer.runner.memory());
    return { ...base, score: scoreOf(findings), findings, permissions, measures };
  } finally {
    await replayer.close();
  }
}

/** The recordings once more, in a sandbox that has run them before: as it is from a session's second request on. */
async function warmed(replayer: Replayer, fixtures: readonly NamedFixture[]): Promise<ReplayedFixture[]> {
  const replayed: ReplayedFixture[] = [];
  if (replayer.failed()) return replayed;
  for (const [index, { name, fixture }] of fixtures.entries())
    replayed.push({ name, calls: await replayer.conversation(turnsOf(fixture), 1_000 + index) });
  return replayed;
}
