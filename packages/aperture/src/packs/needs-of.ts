import type { LibraryKind, Preset, Rule, Template } from "@aperture/sdk";

export interface Need {
  readonly kind: LibraryKind | "plugin";
  readonly name: string;
}

/** What an item speaks of by name, in the order of its fields. Rules and templates stand alone. */
export function needsOf(value: Preset | Rule | Template): Need[] {
  if (value.kind !== "preset") return [];
  const bases = typeof value.extends === "string" ? [value.extends] : (value.extends ?? []);
  return [
    ...bases.map((name) => ({ kind: "preset", name }) as const),
    ...(value.rules ?? []).flatMap((rule) => (typeof rule === "string" ? [{ kind: "rule", name: rule } as const] : [])),
    ...(typeof value.template === "string" ? [{ kind: "template", name: value.template } as const] : []),
    ...Object.keys(value.plugins ?? {}).map((name) => ({ kind: "plugin", name }) as const),
  ];
}
