import type { PluginPermissions } from "@aperture/sdk";
import { Field, Flag, levels, pins, RECORD_INTS, roles, zones } from "@aperture/sdk/plugin/block-record";
import type { BlockFacts } from "./block-facts.ts";
import type { StringTable } from "./string-table.ts";

/** What a plugin is shown depends on. */
export interface PackOptions {
  /** Number of the request in its lane, 1-based. */
  readonly turn: number;
  readonly permissions: PluginPermissions;
  readonly strings: StringTable;
}

/** What was packed for the same places last time: spares hashing and joining what did not change. */
export interface PackedBefore {
  readonly records: Int32Array;
  /** By place. */
  readonly hashes: readonly string[];
}

/**
 * Records of `blocks` (`block-record.ts`), in their order, with the flags that `permissions` give. Nothing at all for a plugin without the
 * permission `blocks`: what is not granted does not exist for it.
 */
export function packBlocks(blocks: readonly BlockFacts[], options: PackOptions, before?: PackedBefore): Int32Array {
  const { permissions, turn, strings } = options;
  if (!permissions.blocks) return new Int32Array(0);
  const grants = grantsOf(permissions);
  const records = new Int32Array(blocks.length * RECORD_INTS);
  for (let place = 0; place < blocks.length; place++) {
    const block = blocks[place]!;
    const at = place * RECORD_INTS;
    const isSame = before !== undefined && before.hashes[place] === block.hash && before.records[at] === block.n;
    records[at] = block.n;
    const role = roles.indexOf(block.role);
    const zone = zones.indexOf(block.zone);
    records[at + Field.role] = role;
    records[at + Field.zone] = zone;
    records[at + Field.level] = levels.indexOf(block.level);
    records[at + Field.pinned] = pins.indexOf(block.pinned);
    const granted = (grants.roles & (1 << role)) !== 0 && (grants.zones & (1 << zone)) !== 0;
    records[at + Field.flags] =
      (block.editable ? Flag.editable : 0) |
      (block.isError ? Flag.isError : 0) |
      (block.isPending ? Flag.isPending : 0) |
      (block.isFree ? Flag.isFree : 0) |
      (block.age === 0 ? Flag.isNew : 0) |
      (granted ? grants.flags : 0);
    records[at + Field.tokens] = block.tokens;
    records[at + Field.originalTokens] = block.originalTokens;
    records[at + Field.firstTurn] = Math.max(1, turn - block.age);
    // A string that is still the one at this number costs a comparison instead of a look-up.
    const old = isSame ? before.records : undefined;
    records[at + Field.kind] = idOf(strings, block.kind, old?.[at + Field.kind]);
    records[at + Field.toolName] = idOf(strings, block.toolName, old?.[at + Field.toolName]);
    records[at + Field.toolId] = idOf(strings, block.toolId, old?.[at + Field.toolId]);
    records[at + Field.origin] = idOf(strings, block.origin, old?.[at + Field.origin]);
    records[at + Field.textLength] = block.text.length;
    records[at + Field.textVersion] = old === undefined ? versionOf(block.hash) : old[at + Field.textVersion]!;
    records[at + Field.filePaths] = block.filePaths.length === 0 ? 0 : strings.idOf(block.filePaths.join("\n"));
  }
  return records;
}

function idOf(strings: StringTable, text: string | undefined, old: number | undefined): number {
  return old !== undefined && old !== 0 && strings.textOf(old) === text ? old : strings.idOf(text);
}

/** Bits of the roles and zones that may be read and changed, and the flags that those blocks get. */
function grantsOf({ blocks }: PluginPermissions): { roles: number; zones: number; flags: number } {
  const bits = <T>(all: readonly T[], some: readonly T[] | undefined) =>
    some === undefined ? ~0 : some.reduce((sum, word) => sum | (1 << all.indexOf(word)), 0);
  return {
    roles: bits(roles, blocks?.roles),
    zones: bits(zones, blocks?.zones),
    flags: (blocks?.read === "content" ? Flag.isReadable : 0) | (blocks?.write.length ? Flag.isWritable : 0),
  };
}

/** A number that follows from the text's hash alone, so that a replica that was dropped and sent again shows the same one (FNV-1a). */
function versionOf(hash: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < hash.length; i++) sum = Math.imul(sum ^ hash.charCodeAt(i), 0x01000193);
  return sum & 0x7fffffff;
}
