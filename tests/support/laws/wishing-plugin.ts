import type { PluginStages } from "@aperture/aperture/plugins/slots/plugged-stages";
import { createPluginSlots } from "@aperture/aperture/plugins/slots/plugin-slots";
import { createRequestFacts } from "@aperture/aperture/plugins/slots/request-facts";
import type { Store } from "@aperture/aperture/store/contract";
import type { BlockFacts } from "@aperture/host/border/block-facts";
import type { PluginServices } from "@aperture/host/border/services";
import { Patch, StageDeclaration, type StagePosition } from "@aperture/sdk";

export const wisher = "plugin:wisher";

/** What a plugin wants in a slot, of the blocks it is shown there: items of a patch. */
export type Wishes = (at: StagePosition, blocks: readonly BlockFacts[]) => readonly object[];

/** A plugin with every permission that stands in every slot behind `parse`, and whose patches come from a test. */
export function wishingPlugin(store: Store, services: PluginServices, wishes: Wishes): PluginStages {
  const facts = createRequestFacts({ store, modeOf: () => "manual", pricesOf: () => null });
  return createPluginSlots({
    services,
    facts,
    host: {
      hasStages: () => true,
      blocks: () => [],
      stagesAt: (at) => [
        {
          plugin: wisher.slice("plugin:".length),
          name: `${wisher}/${at}`,
          declaration: StageDeclaration.parse({ at }),
          granted: () => ({
            blocks: { read: "content", write: ["zone", "pin", "level", "content", "remove", "insert", "redact"] },
            staging: true,
            notes: true,
          }),
          async run(blocks) {
            const items = at === "before_parse" ? [] : wishes(at, blocks);
            return { patch: Patch.parse(items), refused: [] };
          },
        },
      ],
    },
  });
}
