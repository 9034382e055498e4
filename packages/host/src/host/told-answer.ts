import type { PluginPermissions, StageFilter } from "@aperture/sdk";
import type { FinishedAnswer, RequestFacts } from "../border/calls.ts";
import { guestLimits } from "../limits/guest-limits.ts";
import { compileFilter } from "./compile-filter.ts";
import type { HostedPlugin } from "./hosted-plugin.ts";

/** Tells `on_response` stages of a finished answer, in the background; its texts only where they may be read. */
export function tellAnswer(request: RequestFacts, answer: FinishedAnswer, plugins: Iterable<HostedPlugin>): void {
  for (const plugin of plugins) {
    if (!plugin.unit) continue;
    const place = plugin.manifest.stages.findIndex(({ at }) => at === "on_response");
    if (place < 0) continue;
    const figures = plugin.figures[place]!;
    if (!compileFilter(ofRequest(plugin.manifest.stages[place]!.filter))([], request)) {
      figures.filtered();
      continue;
    }
    const projects = request.project === null ? [] : [request.project];
    const told = readableAnswer(answer, plugin.granted(request.project));
    plugin.later({ kind: "response", request, answer: told, deadlineMs: guestLimits.js.taskMs }, { figures, projects });
  }
}

/** What a filter asks of blocks is asked of a prompt's: an answer has none of those. */
function ofRequest({ dialect, lane }: StageFilter = {}): StageFilter {
  return { ...(dialect ? { dialect } : {}), ...(lane ? { lane } : {}) };
}

/** An answer as a plugin may see it: no blocks without the permission, no texts but those of roles that it may read. */
export function readableAnswer(answer: FinishedAnswer, { blocks }: PluginPermissions): FinishedAnswer {
  if (!blocks) return { ...answer, blocks: [] };
  return {
    ...answer,
    blocks: answer.blocks.map((block) => {
      if (blocks.read === "content" && (!blocks.roles || blocks.roles.includes(block.role))) return block;
      const { text: _text, ...bare } = block;
      return bare;
    }),
  };
}
