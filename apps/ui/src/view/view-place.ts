import type { LibraryKind } from "@aperture/sdk";

/** What stands on the screen instead of the context: which view, and what of it. */
export interface ViewPlace {
  readonly view?: ViewName | undefined;
  /** What is looked at of a plugin (default: what it may do) or of something of the library (default: its values). */
  readonly part?: PluginPart | LibraryPart | undefined;
  /** The plugin that is looked at. */
  readonly plugin?: string | undefined;
  /** What is written in the field that finds plugins. Nobody is asked before somebody says so: links may bring it. */
  readonly find?: string | undefined;
  /** Presets, rules or templates; default: presets. */
  readonly kind?: LibraryKind | undefined;
  /** Name of what is looked at. */
  readonly item?: string | undefined;
  /** What it is held against. */
  readonly beside?: string | undefined;
}

export type ViewName = keyof typeof views;
export type PluginPart = keyof typeof pluginParts;
export type LibraryPart = keyof typeof libraryParts;

const views = { plugins: true, library: true } as const;
/** `install` and `updates` are of no plugin alone; `update` is of one. */
const pluginParts = {
  panel: true,
  settings: true,
  figures: true,
  log: true,
  update: true,
  install: true,
  updates: true,
} as const;
/** `new`, `import` and `projects` are of nothing that is there. */
const libraryParts = {
  values: true,
  text: true,
  effect: true,
  share: true,
  compare: true,
  new: true,
  import: true,
  projects: true,
} as const;
// The page must not bundle zod: the sdk's list stands here again, and `satisfies` fails the type check when they part.
const kinds = { preset: true, rule: true, template: true } satisfies Record<LibraryKind, true>;

export const allKinds = Object.keys(kinds) as readonly LibraryKind[];

/** The context again, wherever one was. */
export const noView: ViewPlace = {
  view: undefined,
  part: undefined,
  plugin: undefined,
  find: undefined,
  kind: undefined,
  item: undefined,
  beside: undefined,
};

const oneOf = <Name extends string>(names: Readonly<Record<Name, true>>, value: string | null): Name | undefined =>
  value !== null && Object.hasOwn(names, value) ? (value as Name) : undefined;

/** What a query says of a view; what is unknown, or belongs to another view, is left out. */
export function parseView(query: URLSearchParams): ViewPlace {
  const view = oneOf(views, query.get("view"));
  const text = (name: string): string | undefined => query.get(name)?.slice(0, 500) || undefined;
  if (view === "plugins")
    return { view, plugin: text("plugin"), part: oneOf(pluginParts, query.get("part")), find: text("find") };
  if (view === undefined) return {};
  return {
    view,
    kind: oneOf(kinds, query.get("kind")),
    item: text("item"),
    part: oneOf(libraryParts, query.get("part")),
    beside: text("beside"),
  };
}

/** The same as names and values of a query, in the order in which they stand there. */
export function formatView(place: ViewPlace): readonly (readonly [name: string, value: string])[] {
  const { view, plugin, part, find, kind, item, beside } = place;
  if (view === undefined) return [];
  const named = view === "plugins" ? { view, plugin, part, find } : { view, kind, item, part, beside };
  return Object.entries(named).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}
