import { ApiError, isByProject, type PluginInfo } from "@aperture/sdk";
import { eventually } from "../eventually.ts";
import type { LiveWorld } from "./live-world.ts";
import { type ToldRuntime, tellable } from "./told-plugins.ts";

/** What somebody does with a plugin, or a plugin with itself. */
export const deeds = [
  "install",
  "link",
  "install-broken",
  "enable",
  "disable",
  "reload",
  "reload-broken",
  "fall",
  "quarantine",
  "release",
  "configure",
  "grant",
  "narrow",
  "remove",
] as const;

export interface Deed {
  readonly what: (typeof deeds)[number];
  readonly runtime: ToldRuntime;
  /** Decides among what is possible. */
  readonly pick: number;
}

const capabilities = ["blocks.read:content", "blocks.write:level", "events.on:turn-recorded", "storage:64kb", "panel"];
let versions = 0;

/** Does it through the API. Rejects as the API refuses. `isAlone`: nothing else is done to the plugin meanwhile, so more can be said of it. */
export async function act(world: LiveWorld, { what, runtime, pick }: Deed, isAlone: boolean): Promise<void> {
  const { plugins } = world.client;
  const plugin = world.told[runtime];
  const { id, folder } = plugin;
  const work = tellable[runtime][0];
  const bad = tellable[runtime][1 + (pick % (tellable[runtime].length - 1))]!;
  const tell = (told: string) => plugins.update(id, { config: world.config(told) });
  const install = (link: boolean) =>
    plugins.install({ path: folder, grant: "all", trust: runtime === "native", enable: true, link });
  switch (what) {
    case "install":
    case "link":
      plugin.write(++versions);
      await install(what === "link");
      return;
    case "install-broken":
    case "reload-broken": {
      const good = isAlone ? await runningVersion(world, id) : null;
      plugin.write(++versions, true);
      const broken = versions;
      try {
        await (what === "install-broken" ? install(false) : plugins.reload(id));
      } finally {
        plugin.write(++versions);
        if (good !== null) await expectLastGood(world, id, good, broken);
      }
      return;
    }
    case "fall":
      await tell(bad);
      await world.goesOn();
      await tell(work);
      return;
    case "quarantine":
      await tell(runtime === "wasm" ? "wish and fail" : "throw");
      // It may be disabled, or others may turn it off and on meanwhile: then it comes to nothing.
      for (let request = 0; request < 4; request++) await world.goesOn();
      return;
    case "configure":
      await tell(work);
      return;
    case "grant":
      await plugins.update(id, { grant: pick % 2 === 0 ? "all" : capabilities.slice(0, pick % capabilities.length) });
      return;
    case "narrow":
      await plugins.update(id, {
        narrow: {
          project: world.project,
          without: capabilities.slice(pick % (capabilities.length + 1)).filter(isByProject),
        },
      });
      return;
    case "remove":
      await plugins.remove(id, { purge: pick % 2 === 0, apply: pick % 3 === 0 ? "now" : "when-free" });
      return;
    default:
      await plugins[what](id);
  }
}

/** Null where it does not run now. */
async function runningVersion({ client }: LiveWorld, id: string): Promise<string | null> {
  const { plugins } = await client.plugins.list();
  const found = plugins.find((plugin) => plugin.id === id);
  return found?.state === "running" ? found.manifest.version : null;
}

/** Another version could not start: what ran goes on, in its own words where it has a panel. */
async function expectLastGood({ client }: LiveWorld, id: string, version: string, broken: number): Promise<void> {
  const { state, manifest } = await client.plugins.info(id);
  // It may have fallen by itself meanwhile.
  if (manifest.version === `1.0.${broken}` && state !== "disabled")
    throw new Error(`${id} is ${state} with broken code`);
  if (state !== "running") return;
  if (manifest.version !== version) throw new Error(`${id} is ${manifest.version}, and was ${version}`);
  const { panel } = await client.plugins.panel(id);
  const said = panel?.nodes[0];
  if (said?.kind === "text" && `1.0.${said.text}` !== version) throw new Error(`${id} ${version} says ${said.text}`);
}

/** Operations may be refused, by name; nothing else may go wrong. */
export function refusedOnly(error: unknown): void {
  const refusals = /^plugin_(?:state|not_found|failed|gone|timeout|not_ready|package|manifest|changed)$/;
  if (!ApiError.is(error) || !refusals.test(error.problem.code)) throw error;
}

/** Whatever became of it: installed anew and told to work, it works with the next requests. */
export async function heal(world: LiveWorld, runtime: ToldRuntime): Promise<void> {
  const { plugins } = world.client;
  const plugin = world.told[runtime];
  plugin.write(++versions);
  const config = world.config(tellable[runtime][0]);
  await plugins.update(plugin.id, { config }).catch(refusedOnly);
  await plugins.install({ path: plugin.folder, grant: "all", trust: runtime === "native" });
  await plugins.update(plugin.id, { config, narrow: { project: world.project, without: [] } });
  await plugins.enable(plugin.id);
  const called = ({ stages }: PluginInfo): number => stages[0]!.calls - stages[0]!.failures;
  const before = called(await plugins.info(plugin.id));
  try {
    await eventually(async () => called(await plugins.info(plugin.id)) > before || undefined, "it works again", 20_000);
  } catch (error) {
    throw new Error(`${plugin.id}: ${JSON.stringify(await plugins.info(plugin.id))}`, { cause: error });
  }
}
