import { type PluginGraph, PluginHook, type StagePosition } from "@aperture/sdk";
import type { HostFrame } from "./host-frame.ts";
import { hostStage } from "./host-stage.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";
import { orderStages } from "./order-stages.ts";
import type { HostedStage } from "./plugin-host.ts";

/** Which stages stand where, worked out when something changed and not for every request. */
export interface StageSlots {
  /** Whether there is any. */
  readonly isEmpty: boolean;
  /** Somebody is told of finished answers. */
  readonly hearsAnswers: boolean;
  /** Ids of those that protect. */
  readonly protecting: readonly string[];
  at(position: StagePosition): readonly HostedStage[];
}

/** Stages of those that run, start, or must not be passed by. A circle (prevented when something is enabled) falls back to `order` and name. */
export function stageSlots(plugins: readonly HostedPlugin[], frame: HostFrame): StageSlots {
  const wanted = plugins.filter(stands);
  const slots = new Map<string, readonly HostedStage[]>();
  for (const position of PluginHook.options) {
    const stages = wanted.flatMap((plugin) =>
      plugin.manifest.stages.flatMap(({ at, onError }, place) =>
        at === position && at !== "on_response" && (onError === "block" || isUp(plugin))
          ? [hostStage(plugin, place, frame)]
          : [],
      ),
    );
    if (stages.length > 0) slots.set(position, ordered(stages, frame));
  }
  const none: readonly HostedStage[] = [];
  return {
    isEmpty: slots.size === 0,
    hearsAnswers: plugins.some(
      (plugin) => isUp(plugin) && plugin.manifest.stages.some(({ at }) => at === "on_response"),
    ),
    protecting: plugins.filter(({ protects }) => protects).map(({ id }) => id),
    at: (position) => slots.get(position) ?? none,
  };
}

const isUp = ({ life }: HostedPlugin): boolean => life.state === "running" || life.state === "starting";
const stands = (plugin: HostedPlugin): boolean => plugin.protects || isUp(plugin);

function ordered(stages: readonly HostedStage[], frame: HostFrame): readonly HostedStage[] {
  try {
    return orderStages(stages);
  } catch (error) {
    // A linked plugin may bring a circle with it when its author saves: requests must go on.
    frame.log("warn", error instanceof Error ? error.message : String(error));
    return orderStages(
      stages.map((stage) => ({ ...stage, free: stage, declaration: { ...stage.declaration, before: [], after: [] } })),
    ).map(({ free }) => free);
  }
}

/** Throws `plugin_cycle` where this manifest's stages would close a circle with those that are enabled. */
export function checkCycles(plugins: readonly HostedPlugin[], joining: Pick<HostedPlugin, "id" | "manifest">): void {
  const others = plugins.filter((plugin) => plugin.id !== joining.id && plugin.isWanted);
  for (const position of PluginHook.options)
    orderStages(
      [...others, joining].flatMap(({ id, manifest }) =>
        manifest.stages.filter(({ at }) => at === position).map((declaration) => ({ plugin: id, declaration })),
      ),
    );
}

/** The whole pipeline as people read it: Aperture's own stages, and between them the slots with who stands there. */
export function pluginGraph(plugins: readonly HostedPlugin[]): PluginGraph {
  const wanted = plugins.filter(({ isWanted }) => isWanted);
  return {
    slots: pipeline.map((at) => {
      const hook = PluginHook.safeParse(at);
      if (!hook.success) return { at, builtIn: true, stages: [] };
      const stages = wanted.flatMap((plugin) =>
        plugin.manifest.stages
          .filter((each) => each.at === at)
          .map((declaration) => ({ plugin: plugin.id, declaration, life: plugin.life })),
      );
      return {
        at,
        builtIn: false,
        stages: safely(stages).map(({ plugin, declaration, life }) => ({
          plugin,
          order: declaration.order,
          number: declaration.number,
          onError: declaration.onError,
          deadlineMs: declaration.deadlineMs,
          running: life.state === "running",
        })),
      };
    }),
  };
}

function safely<T extends Parameters<typeof orderStages>[0][number]>(stages: readonly T[]): readonly T[] {
  try {
    return orderStages(stages);
  } catch {
    return stages;
  }
}

/** DESIGN §3, "one request, as a straight line". */
const pipeline = [
  "ingest",
  "before_parse",
  "parse",
  "after_parse",
  "assignZones",
  "after_zone",
  "injectStaged",
  "after_inject",
  "condense",
  "after_condense",
  "enforceBudget",
  "after_budget",
  "reorder",
  "after_reorder",
  "before_emit",
  "decide",
  "emit",
  "restoreRedactions",
  "on_response",
];
