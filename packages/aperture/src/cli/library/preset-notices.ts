import type { LibraryItem } from "@aperture/sdk";
import { oneLine } from "../plain-text.ts";
import { hidden } from "./describe-item.ts";

/** What a run that begins with a preset does not do, and whose preset it is where another one has the same name. */
export function presetNotices(item: LibraryItem): string[] {
  const set = Object.entries(item.resolved?.values.plugins ?? {}).flatMap(([plugin, { config }]) =>
    Object.entries(config).map(([path, value]) => `${plugin}: ${path} = ${JSON.stringify(value)}`),
  );
  const hides = hidden(item);
  return [
    ...(hides === "" ? [] : [`the preset ${item.name} is this project's own${hides}`]),
    ...(set.length === 0
      ? []
      : [
          oneLine(
            `a run does not set the settings of plugins that the preset ${item.name} has (${set.join(", ")}): \`aperture preset apply ${item.name}\` sets them, for all sessions`,
            600,
          ),
        ]),
  ];
}
