import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { UpdateBook } from "./update-book.ts";
import type { Watches } from "./watches.ts";

/**
 * Where updates stand when the program begins: the host's records say which versions there are, the book where each was. Goes on with what is
 * watched; what was being proved waits to be begun again (SPEC.md, rule 1).
 */
export function recoverUpdates(
  host: Pick<PluginHost, "list" | "safeMode">,
  book: UpdateBook,
  watches: Watches,
  now: number,
): void {
  const installed = new Map(host.list().map(({ id, manifest, lost }) => [id, lost ? null : manifest.version]));
  for (const { update, swappedAt } of book.all()) {
    const { plugin, phase, version } = update;
    const there = installed.get(plugin);
    if (there === undefined) {
      book.remove(plugin);
      continue;
    }
    if (phase === "proving" || phase === "shadowing") {
      if (there === version) book.move(plugin, "swap", { swappedAt: swappedAt ?? now });
      else book.move(plugin, "interrupt", { update: { reason: "Aperture was ended meanwhile" } });
    } else if (phase === "watching" && there !== version) {
      book.move(plugin, "roll-back", { update: { reason: "Aperture was ended as the version before came back" } });
    }
    // In safe mode nothing of it runs that could be watched.
    if (book.get(plugin)?.update.phase !== "watching" || host.safeMode) continue;
    // Hours in which the program was off were no watch.
    book.note(plugin, { swappedAt: now });
    const watch = watches.prepare(plugin);
    void watch.begin("previous");
    watches.begin(plugin, watch);
  }
}
