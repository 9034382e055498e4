import type { Preset } from "@aperture/sdk";

/** Presets that would extend each other in a circle once these are there, in its order, the first of them again at the end; null: none. */
export function extendsCircle(names: readonly string[], find: (name: string) => Preset | undefined): string[] | null {
  const done = new Set<string>();
  for (const name of names) {
    const circle = from(name, [], find, done);
    if (circle) return circle;
  }
  return null;
}

function from(
  name: string,
  chain: readonly string[],
  find: (name: string) => Preset | undefined,
  done: Set<string>,
): string[] | null {
  if (chain.includes(name)) return [...chain.slice(chain.indexOf(name)), name];
  if (done.has(name)) return null;
  const { extends: bases = [] } = find(name) ?? {};
  for (const base of typeof bases === "string" ? [bases] : bases) {
    const circle = from(base, [...chain, name], find, done);
    if (circle) return circle;
  }
  done.add(name);
  return null;
}
