import type { Capability, Patch, PatchItem, PluginPermissions, WriteField } from "@aperture/sdk";
import type { BlockFacts } from "../border/block-facts.ts";

/** What is left of a patch, and why the rest was left out. */
export interface CheckedPatch {
  readonly patch: Patch;
  /** One line each, naming the permission or the block. */
  readonly refused: readonly string[];
  /** Items about blocks that the plugin was not shown: the guest library cannot make those, only somebody who forges them. */
  readonly forged: number;
  /** Capabilities that what is left made use of. */
  readonly used: ReadonlySet<Capability>;
}

/** What a stage was called with, as far as its patch is held against it. */
export interface PatchFrame {
  readonly permissions: PluginPermissions;
  /** The blocks it was shown. */
  readonly blocks: readonly BlockFacts[];
  /** Only a stage that protects may refuse a request. */
  readonly onError: "passthrough" | "block";
}

/** Bytes of what one `emit` may tell, as JSON. */
const LARGEST_EVENT = 64 * 1_024;
/** A plugin that says the same wrong thing a thousand times is quoted so often. */
const MOST_REFUSALS = 20;

const fieldOf = {
  zone: "zone",
  pin: "pin",
  level: "level",
  content: "content",
  redact: "redact",
  remove: "remove",
} as const satisfies Partial<Record<PatchItem["op"], WriteField>>;

/**
 * Holds a patch against what the plugin may do and the very blocks it was shown; whatever the guest's side checked does not count. Items
 * that it may not have are left out one by one: the others still hold.
 */
export function checkPatch(patch: Patch, frame: PatchFrame): CheckedPatch {
  const shown = new Map<number, BlockFacts>();
  if (frame.permissions.blocks) for (const block of frame.blocks) shown.set(block.n, block);
  const left: PatchItem[] = [];
  const refused: string[] = [];
  const used = new Set<Capability>();
  let forged = 0;
  let more = 0;
  for (const item of patch) {
    const verdict = judge(item, frame, shown);
    if ("capability" in verdict) {
      left.push(item);
      if (verdict.capability) used.add(verdict.capability);
      continue;
    }
    if (verdict.isForged) forged++;
    if (refused.length < MOST_REFUSALS) refused.push(`${item.op}: ${verdict.refused}`);
    else more++;
  }
  if (more > 0) refused.push(`and ${more} more`);
  return { patch: left, refused, forged, used };
}

type Verdict = { readonly capability: Capability | null } | { readonly refused: string; readonly isForged?: boolean };

const denied = (capability: Capability): Verdict => ({ refused: `it needs the permission ${capability}` });
const unseen = (block: number): Verdict => ({ refused: `it was not shown block-${block}`, isForged: true });
const granted = (holds: boolean | undefined, capability: Capability): Verdict =>
  holds ? { capability } : denied(capability);

function judge(item: PatchItem, frame: PatchFrame, shown: ReadonlyMap<number, BlockFacts>): Verdict {
  const { permissions } = frame;
  switch (item.op) {
    case "zone":
    case "pin":
    case "level":
    case "content":
    case "redact":
    case "remove":
      return judgeWrite(item.block, fieldOf[item.op], permissions, shown);
    case "insert": {
      if (typeof item.behind === "number" && !shown.has(item.behind)) return unseen(item.behind);
      return granted(permissions.blocks?.write.includes("insert"), "blocks.write:insert");
    }
    case "stage":
    case "unstage":
      return granted(permissions.staging, "staging");
    case "note":
      if (item.block !== null && !shown.has(item.block)) return unseen(item.block);
      return granted(permissions.notes, "notes");
    case "emit":
      if (JSON.stringify(item.data).length > LARGEST_EVENT)
        return { refused: `an event tells at most ${LARGEST_EVENT / 1_024} KB` };
      return granted(permissions.events?.emit.includes(item.event), `events.emit:${item.event}`);
    case "model":
      return granted(permissions.request?.includes("model"), "request:model");
    case "sampling":
      return granted(permissions.request?.includes("sampling"), "request:sampling");
    case "refuse":
      return frame.onError === "block"
        ? { capability: null }
        : { refused: "only a stage with onError: block may refuse a request" };
  }
}

function judgeWrite(
  number: number,
  field: WriteField,
  permissions: PluginPermissions,
  shown: ReadonlyMap<number, BlockFacts>,
): Verdict {
  const block = shown.get(number);
  if (!block) return permissions.blocks ? unseen(number) : denied(`blocks.write:${field}`);
  const { write, roles, zones } = permissions.blocks!;
  if (!write.includes(field)) return denied(`blocks.write:${field}`);
  if (roles && !roles.includes(block.role))
    return { refused: `block-${number} is ${block.role}; it may change ${roles.join(", ")}` };
  if (zones && !zones.includes(block.zone))
    return { refused: `block-${number} stands in ${block.zone}; it may change what stands in ${zones.join(", ")}` };
  return { capability: `blocks.write:${field}` };
}
