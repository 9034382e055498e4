import type { AppliedLibraryItem } from "@aperture/sdk";
import { formatTable } from "../format-table.ts";
import { valueCell } from "./value-cell.ts";

/** What counts otherwise than before, setting by setting. */
export function describeApplied(applied: AppliedLibraryItem, removed: boolean): string {
  const { kind, name, where, dryRun, changes, plugins } = applied;
  const done = removed ? "taken away from" : "applied to";
  const would = removed ? "would be taken away from" : "would be applied to";
  const place = where === "everywhere" ? "every new session" : where;
  const rows = [
    ...changes.map(({ path, before, after }) => [path, valueCell(path, before), valueCell(path, after)]),
    ...plugins.map(({ plugin, path, before, after }) => [
      `${plugin}: ${path}`,
      valueCell(path, before),
      valueCell(path, after),
    ]),
  ];
  return [
    `${kind} ${name} ${dryRun ? would : `is ${done}`} ${place}${dryRun ? "; nothing was done" : ""}`,
    rows.length === 0 ? "Nothing counts otherwise than before." : formatTable([["WHAT", "BEFORE", "AFTER"], ...rows]),
  ].join("\n\n");
}
