import {
  ApertureError,
  type Patch,
  type PluginPermissions,
  type StageDeclaration,
  type StagePosition,
} from "@aperture/sdk";
import type { BlockFacts } from "../border/block-facts.ts";
import type { Json, RequestFacts } from "../border/calls.ts";
import { withText } from "../border/with-text.ts";
import { within } from "../life/within.ts";
import { checkPatch } from "./check-patch.ts";
import { compileFilter } from "./compile-filter.ts";
import type { HostFrame } from "./host-frame.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";
import type { HostedStage } from "./plugin-host.ts";
import type { PluginUnit } from "./plugin-unit.ts";
import { unseenByStage } from "./protection-gaps.ts";
import type { StageWitness } from "./stage-witness.ts";

type Facts = readonly BlockFacts[];

/** Beyond its deadline a request waits so long for a plugin whose thread has to wait itself: issue 4, the sum of the deadlines and 50 ms. */
const PATIENCE_MS = 40;

/** A stage of the manifest, as it stands in a slot. `place`: its number in the manifest. */
export function hostStage(plugin: HostedPlugin, place: number, frame: HostFrame): HostedStage {
  const declaration = plugin.manifest.stages[place]!;
  const hook = declaration.at as StagePosition;
  const wants = compileFilter(declaration.filter);
  const figures = plugin.figures[place]!;
  const deadlineMs = declaration.deadlineMs;

  // What protects is waited for as long as one that starts: without its answer nothing leaves.
  const protects = declaration.onError === "block";
  const patience = deadlineMs + (protects ? frame.readyMs : PATIENCE_MS);

  async function call(unit: PluginUnit, blocks: Facts, request: RequestFacts, permissions: PluginPermissions) {
    const started = performance.now();
    const lane = Number(request.lane.slice(request.lane.lastIndexOf("-") + 1));
    const answer = unit.stage({ hook, lane, request, blocks, deadlineMs, permissions });
    let late: ApertureError | undefined;
    try {
      const reply = await within(patience, answer, () => {
        late = new ApertureError("plugin_timeout", { plugin: plugin.id, stage: hook, limit: patience });
        return late;
      });
      const checked = checkPatch(reply.patch, { permissions, blocks, onError: declaration.onError });
      figures.called(performance.now() - started, reply.guestMs);
      if (checked.forged > 0) plugin.failed(hook, forgery(plugin.id, hook, checked.forged), true);
      else plugin.life.succeeded(hook);
      for (const capability of checked.used) plugin.used.add(capability);
      return limited(plugin, checked);
    } catch (error) {
      figures.failed(performance.now() - started);
      const blame = (fall: unknown): void => plugin.failed(hook, fall, unit.isOneMore(fall));
      // The request goes on without it. Whether the plugin is to blame shows when it comes back, or is ended for what it ran itself.
      if (error === late) answer.then(() => plugin.failed(hook, error, false), blame);
      else blame(error);
      throw error;
    }
  }

  return {
    plugin: plugin.id,
    name: `plugin:${plugin.id}/${hook}`,
    declaration,
    granted: (project) => plugin.granted(project),
    async run(all, request) {
      const permissions = plugin.granted(request.project);
      const blocks = shownBlocks(all, permissions, plugin.granted(null));
      // What protects and may not see what it asks for has to refuse, not to find nothing.
      if (!wants(protects ? all : blocks, request)) {
        figures.filtered();
        return null;
      }
      if (protects) checkSight(plugin, hook, permissions);
      const { witness } = plugin;
      const ask = async () => {
        const unit = plugin.unit ?? (await whenReady(plugin, declaration, frame));
        const answer = unit && call(unit, blocks, request, permissions);
        if (answer) witness?.saw({ hook, blocks: all, request, answer });
        return answer;
      };
      if (!witness || !protects) return ask();
      return orAgain(ask(), witness, () => sameStage(plugin, hook, place, frame).run(all, request));
    },
  };
}

/** A request that would be refused because a version under watch fails is shown to the version that comes back for it. */
async function orAgain<T>(answer: Promise<T>, witness: StageWitness, again: () => Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(await witness.rescue(error))) throw error;
    return again();
  }
}

/** The stage of the version that is there now which stands where another version's stood. Where it has none, none is missing. */
function sameStage(
  plugin: HostedPlugin,
  hook: StagePosition,
  place: number,
  frame: HostFrame,
): Pick<HostedStage, "run"> {
  const { stages } = plugin.manifest;
  const now = stages[place]?.at === hook ? place : stages.findIndex(({ at }) => at === hook);
  return now < 0 ? { run: async () => null } : hostStage(plugin, now, frame);
}

/** Throws `permission_denied`: no strike, since it is not to blame. */
function checkSight(plugin: HostedPlugin, hook: StagePosition, permissions: PluginPermissions): void {
  const capability = unseenByStage(plugin.manifest.permissions, permissions);
  if (capability === null) return;
  const denied = new ApertureError("permission_denied", { plugin: plugin.id, capability });
  plugin.failed(hook, denied, false);
  throw denied;
}

/** Null: it is passed by. Rejects where it must not be: `plugin_not_ready`, `plugin_state`. */
async function whenReady(
  plugin: HostedPlugin,
  declaration: StageDeclaration,
  frame: HostFrame,
): Promise<PluginUnit | null> {
  if (declaration.onError === "passthrough") return null;
  const unit = await plugin.ready(frame.readyMs);
  if (!unit) throw frame.notRunning(plugin);
  return unit;
}

const none: Facts = [];
const hidden = new WeakMap<BlockFacts, BlockFacts>();

/** Nothing without the permission to see blocks; no texts where they were taken away for the project: then they never reach the runtime. */
function shownBlocks(blocks: Facts, permissions: PluginPermissions, everywhere: PluginPermissions): Facts {
  if (!permissions.blocks) return none;
  if (permissions === everywhere || permissions.blocks.read === everywhere.blocks?.read) return blocks;
  return blocks.map((block) => {
    let bare = hidden.get(block);
    if (!bare) {
      bare = withoutText(block);
      hidden.set(block, bare);
    }
    return bare;
  });
}

/** Runtimes keep texts by hash: the empty one must not be taken for the whole one, nor the other way round. */
const withoutText = (block: BlockFacts): BlockFacts => withText(block, "", `hidden:${block.hash}`);

/** Events beyond what it may tell are left out, too. */
function limited(plugin: HostedPlugin, { patch, refused }: { patch: Patch; refused: readonly string[] }) {
  if (!patch.some((item) => item.op === "emit")) return { patch, refused };
  let dropped = 0;
  const mask = plugin.mask();
  const left = patch.flatMap((item) => {
    if (item.op !== "emit") return item;
    if (plugin.events.take()) return { ...item, data: mask.json(item.data as Json) as typeof item.data };
    dropped++;
    return [];
  });
  return {
    patch: left,
    refused: dropped === 0 ? refused : [...refused, `emit: ${dropped} events are too many at once`],
  };
}

const forgery = (plugin: string, stage: string, count: number): ApertureError =>
  new ApertureError("plugin_bad_answer", {
    plugin,
    stage,
    reason: `${count === 1 ? "a change of a block" : `${count} changes of blocks`} that it was not shown`,
  });
