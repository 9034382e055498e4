import type { LibraryEntry, LibraryItem, MissingItem } from "@aperture/sdk";
import { count } from "../control/count.ts";
import { formatTable } from "../format-table.ts";
import { oneLine } from "../plain-text.ts";
import { describeChange } from "./describe-change.ts";
import { describeSigner } from "./describe-signer.ts";
import { originOf, ruleText, valueRows } from "./value-rows.ts";

/** Everything there is to know about one: what it is, then every value with who says so. */
export function describeItem(item: LibraryItem): string {
  const facts = [
    ["name", item.name],
    ["title", oneLine(item.title)],
    ["description", oneLine(item.description)],
    ["version", item.version],
    ["author", oneLine(item.author ?? "")],
    ["from", sourceText(item)],
    ["signed", item.signer === null ? "" : describeSigner(item.signer)],
    ["extends", item.resolved?.chain.slice(1).join(" → ") ?? ""],
    ["in force", inForce(item)],
    ["effect", item.effect === null ? "" : measuredText(item.effect)],
  ].filter(([, value]) => value !== "");
  return [formatTable(facts), ...valuesOf(item)].join("\n\n");
}

/** `preset calm wants rule trim-logs, which is not there: aperture rule install trim-logs` */
export const missingText = ({ kind, name, by, install, nearest }: MissingItem): string =>
  oneLine(
    `${by} wants ${kind} ${name}, which is not there: ${install}${nearest === null ? "" : `; or did it mean ${nearest}?`}`,
  );

export const inForce = ({ isDefault, sessions }: Pick<LibraryEntry, "isDefault" | "sessions">): string =>
  [...(isDefault ? ["every new session"] : []), ...sessions].join(", ");

const sources: Readonly<Record<LibraryEntry["source"], string>> = {
  starter: "the starter library",
  user: "yours",
  pack: "a pack",
  registry: "a registry",
  project: "a project",
};
const sourceText = (entry: LibraryEntry): string =>
  `${sources[entry.source]}${entry.path === null ? "" : `: ${entry.path}`}${hidden(entry)}`;

const hiddenOnes = { user: "yours", starter: "the starter library's" } as const;
/** Whose item of the same name does not count because of it. */
export const hidden = ({ source, hides = [] }: Pick<LibraryEntry, "source" | "hides">): string =>
  source !== "project" || hides.length === 0
    ? ""
    : ` (hides ${hides.map((each) => hiddenOnes[each]).join(" and ")} of that name)`;

const measuredText = ({
  billChange,
  tokenChange,
  sessions,
  requests,
  best,
  worst,
}: NonNullable<LibraryEntry["effect"]>): string =>
  `bill ${describeChange(billChange)}, tokens ${describeChange(tokenChange)} on ${count(sessions, "session")} with ${count(requests, "request")} (${describeChange(best)} to ${describeChange(worst)})`;

function valuesOf({ resolved, value }: LibraryItem): string[] {
  if (resolved !== null) {
    const rows = valueRows(resolved.values).map(([path, text]) => [
      path,
      oneLine(text, 120),
      originOf(path, resolved.origins),
    ]);
    return [rows.length === 0 ? "It sets nothing." : formatTable([["VALUE", "IS", "FROM"], ...rows])];
  }
  if (value === null) return [];
  if (value.kind === "rule") return [ruleText(value)];
  if (value.kind === "preset") return [];
  const { zones, caps, constraints } = value;
  const rows = [
    ...zones.map(({ select, zone }) => ["zone", `${select} → ${zone}`]),
    ...Object.entries(caps).map(([zone, tokens]) => ["cap", `${zone}: ${count(tokens ?? 0)} tokens`]),
    ...constraints.keep.map((select) => ["keep", select]),
    ...constraints.atMost.map((each) => ["at most", `${each.count} of ${each.select}, older ones ${each.level}`]),
    ...constraints.require.map((each) => ["require", `${each.atLeast} of ${each.select}: ${each.says}`]),
  ];
  return rows.length === 0 ? ["It asks for nothing."] : [formatTable(rows)];
}
