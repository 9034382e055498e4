import { ApertureError, type StageDeclaration } from "@aperture/sdk";

/** A stage of a plugin among others of its slot. */
export interface Placed {
  readonly plugin: string;
  readonly declaration: Pick<StageDeclaration, "at" | "order" | "number" | "before" | "after">;
}

const orders = { pre: 0, normal: 1, post: 2 } as const;

/**
 * Stages of one slot in the order they run: first what `before` and `after` say, and among those that may come next `order`, then `number`,
 * then the plugin's name. A plugin's own stages of the slot stay in the order of its manifest. Throws `plugin_cycle` with its members.
 */
export function orderStages<T extends Placed>(stages: readonly T[]): T[] {
  const waiting = [...stages].sort(byRank);
  const blockers = blockersOf(waiting);
  const ordered: T[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((stage) => blockers.get(stage)!.size === 0);
    if (free < 0) throw new ApertureError("plugin_cycle", { members: circle(waiting, blockers).join(" → ") });
    const [next] = waiting.splice(free, 1);
    ordered.push(next!);
    for (const others of blockers.values()) others.delete(next!);
  }
  return ordered;
}

function byRank(left: Placed, right: Placed): number {
  const a = left.declaration;
  const b = right.declaration;
  return orders[a.order] - orders[b.order] || a.number - b.number || compare(left.plugin, right.plugin);
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Of each stage, those that must run before it. Names of plugins that have nothing in this slot say nothing. */
function blockersOf<T extends Placed>(stages: readonly T[]): Map<T, Set<T>> {
  const blockers = new Map<T, Set<T>>(stages.map((stage) => [stage, new Set<T>()]));
  for (const stage of stages)
    for (const other of stages) {
      if (other.plugin === stage.plugin) continue;
      if (stage.declaration.before.includes(other.plugin)) blockers.get(other)!.add(stage);
      if (stage.declaration.after.includes(other.plugin)) blockers.get(stage)!.add(other);
    }
  return blockers;
}

/** Names around one circle, beginning and ending with the same one. Everything that is left waits for somebody who is left. */
function circle<T extends Placed>(left: readonly T[], blockers: ReadonlyMap<T, ReadonlySet<T>>): string[] {
  const path: T[] = [];
  let stage = left[0]!;
  while (!path.includes(stage)) {
    path.push(stage);
    stage = blockers.get(stage)!.values().next().value!;
  }
  // Followed from who waits to whom it waits for; told in the order they would run.
  const members = path
    .slice(path.indexOf(stage))
    .map((each) => each.plugin)
    .reverse();
  return [...members, members[0]!];
}
