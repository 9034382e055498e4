import { Field, Flag, levels, pins, RECORD_INTS, roles, zones } from "../plugin/block-record.ts";
import type { PluginPermissions } from "../plugin/permissions.ts";
import type { LaneView } from "../plugin/port/lane-view.ts";
import type { TestBlock } from "./test-block.ts";

/** Blocks packed as a host packs them, with what `permissions` let a plugin see. Throws where blocks have no numbers of their own. */
export function laneOf(blocks: readonly TestBlock[], permissions: PluginPermissions, turn: number): LaneView {
  const { blocks: granted } = permissions;
  const shown = granted ? blocks : [];
  if (new Set(shown.map(({ n }) => n)).size !== shown.length) throw new TypeError("two blocks have the same number");
  const strings = [""];
  const ids = new Map([["", 0]]);
  const idOf = (text: string): number => {
    const known = ids.get(text);
    if (known !== undefined) return known;
    ids.set(text, strings.length);
    return strings.push(text) - 1;
  };
  const records = new Int32Array(shown.length * RECORD_INTS);
  shown.forEach((block, place) => {
    const isGranted = (granted?.roles?.includes(block.role) ?? true) && (granted?.zones?.includes(block.zone) ?? true);
    const flags =
      (block.editable ? Flag.editable : 0) |
      (block.isError ? Flag.isError : 0) |
      (block.isPending ? Flag.isPending : 0) |
      (block.isFree ? Flag.isFree : 0) |
      (block.age === 0 ? Flag.isNew : 0) |
      (isGranted && granted?.read === "content" ? Flag.isReadable : 0) |
      (isGranted && (granted?.write.length ?? 0) > 0 ? Flag.isWritable : 0);
    const at = place * RECORD_INTS;
    records[at + Field.block] = block.n;
    records[at + Field.role] = roles.indexOf(block.role);
    records[at + Field.zone] = zones.indexOf(block.zone);
    records[at + Field.level] = levels.indexOf(block.level);
    records[at + Field.pinned] = pins.indexOf(block.pinned);
    records[at + Field.flags] = flags;
    records[at + Field.tokens] = block.tokens;
    records[at + Field.originalTokens] = block.originalTokens;
    records[at + Field.firstTurn] = Math.max(1, turn - block.age);
    records[at + Field.kind] = idOf(block.kind);
    records[at + Field.toolName] = idOf(block.toolName ?? "");
    records[at + Field.toolId] = idOf(block.toolId ?? "");
    records[at + Field.origin] = idOf(block.origin);
    records[at + Field.textLength] = block.text.length;
    records[at + Field.textVersion] = versionOf(block.text);
    records[at + Field.filePaths] = idOf(block.filePaths.join("\n"));
  });
  return {
    records,
    string: (id) => strings[id] ?? "",
    text: (place) =>
      ((records[place * RECORD_INTS + Field.flags] ?? 0) & Flag.isReadable) === 0 ? undefined : shown[place]!.text,
  };
}

/** FNV-1a: changes when the text does. */
function versionOf(text: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return sum & 0x7fffffff;
}
