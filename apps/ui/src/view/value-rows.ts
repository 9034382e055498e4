import type { InlineRule, LibraryItem, PresetStaged, PresetValues, Template } from "@aperture/sdk";
import { describeAction, describeLimits, describeRule, describeTrigger } from "../text/describe-rule.ts";

export interface ValueRow {
  readonly name: string;
  readonly value: string;
  /** Who says so: `preset:calm`; undefined where nobody else could. */
  readonly from: string | undefined;
}
export interface ValueGroup {
  readonly title: string;
  readonly rows: readonly ValueRow[];
}
type Origins = Readonly<Record<string, string>>;

/** Who says a value: what is told of it, or of what it stands in. */
export function originOf(origins: Origins, path: string): string | undefined {
  for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("."))))
    if (Object.hasOwn(origins, at)) return origins[at];
  return undefined;
}

/** A preset with all that it extends, one row a value, in the order in which it acts. Groups without a row are left out. */
export function presetRows(values: PresetValues, origins: Origins): readonly ValueGroup[] {
  const row = (path: string, name: string, value: unknown): ValueRow => ({
    name,
    value: written(value),
    from: originOf(origins, path),
  });
  const fields = (at: string, of: Readonly<Record<string, unknown>>): ValueRow[] =>
    Object.entries(of).flatMap(([name, value]) => (value === undefined ? [] : [row(`${at}.${name}`, name, value)]));
  const session = [
    ...(values.mode === undefined ? [] : [row("mode", "mode", values.mode)]),
    ...(values.template === undefined ? [] : [row("template", "template", values.template ?? "none")]),
    ...fields("zones", values.zones),
  ];
  return [
    { title: "the session", rows: session },
    { title: "budget", rows: fields("budget", values.budget) },
    { title: "pipeline", rows: fields("pipeline", values.pipeline) },
    {
      title: "rules, in the order in which they act",
      rows: values.rules.map((rule) => row(`rules.${rule.name}`, rule.name, describeRule(rule))),
    },
    {
      title: "staged",
      rows: values.staging.map((staged) => row(`staging.${staged.name}`, staged.name, describeStaged(staged))),
    },
    {
      title: "plugins, set when it is applied",
      rows: Object.entries(values.plugins).flatMap(([plugin, { config, required }]) => [
        row(`plugins.${plugin}`, plugin, required ? "must be there" : "where it is installed"),
        ...fields(`plugins.${plugin}.config`, config).map((one) => ({ ...one, name: `${plugin} · ${one.name}` })),
      ]),
    },
  ].filter(({ rows }) => rows.length > 0);
}

/** What an item says, whichever kind it is; empty where it cannot be read. */
export function itemRows({ resolved, value }: Pick<LibraryItem, "resolved" | "value">): readonly ValueGroup[] {
  if (resolved) return presetRows(resolved.values, resolved.origins);
  if (value?.kind === "rule") return [{ title: "the rule", rows: ruleRows(value) }];
  return value?.kind === "template" ? templateRows(value) : [];
}

const plain = (name: string, value: string): ValueRow => ({ name, value, from: undefined });

const ruleRows = ({ when, action, limits }: Pick<InlineRule, "when" | "action" | "limits">): ValueRow[] => [
  plain("does", describeAction(action)),
  plain("with", describeTrigger(when)),
  plain("leaves alone", describeLimits(limits) || "nothing"),
];

function templateRows({ zones, caps, constraints }: Template): ValueGroup[] {
  const tokens = (count: number): string => `${count.toLocaleString("en-US")} tokens`;
  return [
    { title: "what stands where, the first that matches", rows: zones.map(({ select, zone }) => plain(select, zone)) },
    {
      title: "how much a zone holds",
      rows: Object.entries(caps).map(([zone, count]) => plain(zone, tokens(count ?? 0))),
    },
    {
      title: "what must be so",
      rows: [
        ...constraints.keep.map((select) => plain(select, "never shortened")),
        ...constraints.atMost.map(({ select, count, level }) =>
          plain(select, `the newest ${count} stay, older ones ${level}`),
        ),
        ...constraints.require.map(({ select, atLeast, says }) => plain(select, `at least ${atLeast}: ${says}`)),
      ],
    },
  ].filter(({ rows }) => rows.length > 0);
}

function describeStaged({ source, zone, tokenCap, condition }: PresetStaged): string {
  const what =
    source.kind === "text"
      ? `“${source.text}”`
      : source.kind === "file"
        ? `file ${source.path}`
        : `files ${source.pattern}`;
  const when = condition.kind === "always" ? "" : `, ${condition.kind}`;
  return `${what} in ${zone}, at most ${tokenCap.toLocaleString("en-US")} tokens${when}`;
}

const written = (value: unknown): string => {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number") return value.toLocaleString("en-US");
  return typeof value === "string" ? value : JSON.stringify(value);
};
