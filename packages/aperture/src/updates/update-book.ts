import { ApertureError, type PluginUpdate, type UpdatePhase } from "@aperture/sdk";
import type { Store } from "../store/contract.ts";
import { KeptUpdate } from "./kept-update.ts";
import { type UpdateEvent, updatePhases } from "./phases.ts";

export interface UpdateBookParts {
  readonly store: Pick<Store, "events" | "pluginUpdates" | "transaction">;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  /** Epoch ms. */
  readonly now: () => number;
}

type Change = Partial<Omit<KeptUpdate, "update">> & {
  readonly update?: Partial<Omit<PluginUpdate, "phase" | "plugin">>;
};

/** Where the update of each plugin stands: kept with each move, and told. */
export class UpdateBook {
  readonly #parts: UpdateBookParts;
  #rows: Map<string, KeptUpdate> | null = null;

  constructor(parts: UpdateBookParts) {
    this.#parts = parts;
  }

  all(): KeptUpdate[] {
    return [...this.#known().values()].sort((left, right) => (left.update.plugin < right.update.plugin ? -1 : 1));
  }

  get(plugin: string): KeptUpdate | undefined {
    return this.#known().get(plugin);
  }

  /** A version is there, in the place of whatever was known of another one. It must not be under way. */
  found(kept: KeptUpdate): KeptUpdate {
    const before = this.get(kept.update.plugin);
    const phase = before ? phaseBehind(before, "found") : "available";
    return this.#put({ ...kept, update: { ...kept.update, phase } }, before?.update.phase ?? null);
  }

  /** Throws where the table has no such move. */
  move(plugin: string, event: UpdateEvent, change: Change = {}): KeptUpdate {
    const before = this.#mustHave(plugin);
    const phase = phaseBehind(before, event);
    const { update, ...rest } = change;
    return this.#put({ ...before, ...rest, update: { ...before.update, ...update, phase } }, before.update.phase);
  }

  /** What is measured as it goes on; the phase stays. Not told: it is looked up. */
  note(plugin: string, change: Change): KeptUpdate {
    const before = this.#mustHave(plugin);
    const { update, ...rest } = change;
    const kept = { ...before, ...rest, update: { ...before.update, ...update } };
    this.#parts.store.pluginUpdates.put(plugin, kept);
    this.#known().set(plugin, kept);
    return kept;
  }

  /** The plugin is gone. */
  remove(plugin: string): void {
    if (!this.#known().delete(plugin)) return;
    this.#parts.store.pluginUpdates.remove(plugin);
  }

  #mustHave(plugin: string): KeptUpdate {
    const kept = this.get(plugin);
    if (!kept) throw new ApertureError("plugin_not_found", { plugin });
    return kept;
  }

  #put(kept: KeptUpdate, before: UpdatePhase | null): KeptUpdate {
    const { store, now } = this.#parts;
    const dated = { ...kept, update: { ...kept.update, at: new Date(now()).toISOString() } };
    const { plugin, installed, version, phase, reason } = dated.update;
    store.transaction(() => {
      store.pluginUpdates.put(plugin, dated);
      if (before !== phase)
        store.events.append("plugin-update-changed", { plugin, from: installed, to: version, phase, reason });
    });
    this.#known().set(plugin, dated);
    return dated;
  }

  /** Read when first needed. A row that this version does not understand is left out: the next check makes another one. */
  #known(): Map<string, KeptUpdate> {
    if (this.#rows) return this.#rows;
    const rows = new Map<string, KeptUpdate>();
    for (const { plugin, value } of this.#parts.store.pluginUpdates.all()) {
      const read = KeptUpdate.safeParse(value);
      if (read.success) rows.set(plugin, read.data);
      else this.#parts.log("warn", `what was known of an update of ${plugin} cannot be read`);
    }
    this.#rows = rows;
    return rows;
  }
}

function phaseBehind({ update }: KeptUpdate, event: UpdateEvent): UpdatePhase {
  const next = updatePhases[update.phase][event];
  if (next === "illegal") throw new Error(`an update of ${update.plugin} that is ${update.phase} has no ${event}`);
  return next;
}
