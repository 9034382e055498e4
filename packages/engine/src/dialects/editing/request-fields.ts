import type { Document } from "../../document/document.ts";
import { memberNode } from "../reading/member-node.ts";
import { EditList } from "./edit-list.ts";
import { UnitEdits } from "./unit-edits.ts";

/** What of a request beside its prompt may be changed; what is absent stays. */
export interface RequestSettings {
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  /** Tokens. */
  readonly maxOutputTokens?: number | undefined;
  readonly effort?: "minimal" | "low" | "medium" | "high" | undefined;
}
export type SettingName = keyof RequestSettings;

/** A top-level member, or a member of one. */
type FieldPath = readonly [member: string, key?: string];

/** Where a wire has its fields: of several names the one that the body has, else the first. `null`: the wire has none, and why. */
export type RequestFields = Readonly<Record<SettingName, readonly FieldPath[] | { readonly none: string }>>;

/** Why a field may not have this value in this very request, or null. */
export type RefuseSetting = (document: Document, name: SettingName, value: string | number) => string | null;

export interface FieldEdits {
  readonly edits: ReturnType<EditList["all"]>;
  /** Names of what was set. */
  readonly set: readonly SettingName[];
  /** For people. */
  readonly refused: readonly string[];
}

/** The edits that set fields of a body: values are replaced where they stand, what is missing is put in front. */
export function setFields(
  document: Document,
  fields: RequestFields,
  refuse: RefuseSetting,
  settings: RequestSettings,
): FieldEdits {
  const edits = new EditList();
  const set: SettingName[] = [];
  const refused: string[] = [];
  for (const [name, value] of Object.entries(settings) as [SettingName, string | number | undefined][]) {
    if (value === undefined) continue;
    const paths = fields[name];
    const why = "none" in paths ? paths.none : refuse(document, name, value);
    if (why !== null) refused.push(`${name}: ${why}`);
    else if (!("none" in paths)) {
      write(document, paths.find((path) => nodeAt(document, path) !== undefined) ?? paths[0]!, value, edits);
      set.push(name);
    }
  }
  return { edits: edits.all(), set, refused };
}

function write(document: Document, [member, key]: FieldPath, value: string | number, edits: EditList): void {
  const json = JSON.stringify(value);
  const unit = document.member(member);
  if (!unit) {
    // Behind the brace that opens the body. Whoever sends a prompt sends other members too.
    const open = document.bytes.indexOf(0x7b) + 1;
    const said = key === undefined ? json : `{${JSON.stringify(key)}:${json}}`;
    edits.insert(open, `${JSON.stringify(member)}:${said},`);
    return;
  }
  const own = new UnitEdits(edits, unit.start);
  const node = document.node(unit);
  if (key === undefined) own.replace(node, json);
  else if (node.isObject) own.setMember(node, key, json);
  else own.replace(node, `{${JSON.stringify(key)}:${json}}`);
}

export function nodeAt(document: Document, [member, key]: FieldPath) {
  const node = memberNode(document, member);
  return key === undefined ? node : node?.get(key);
}
