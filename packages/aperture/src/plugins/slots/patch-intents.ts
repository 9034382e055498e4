import type { Intent } from "@aperture/engine/stage/intent";
import type { Patch, PatchItem } from "@aperture/sdk";

/** What of a patch is done beside blocks, at once and whatever becomes of the request. */
export type PatchEffect = Extract<PatchItem, { op: "stage" | "unstage" | "note" | "emit" | "redact" }>;

export interface SplitPatch {
  readonly intents: readonly Intent[];
  readonly effects: readonly PatchEffect[];
  /** Why the request must not leave. */
  readonly refusal: string | null;
}

/** A plugin's patch as what a stage of the pipeline wants, with the plugin's name on it. `forced`: its stage protects. */
export function splitPatch(plugin: string, patch: Patch, forced: boolean): SplitPatch {
  const actor = `plugin:${plugin}`;
  const intents: Intent[] = [];
  const effects: PatchEffect[] = [];
  let refusal: string | null = null;
  for (const item of patch) {
    if (item.op === "refuse") refusal ??= item.reason;
    else if (isEffect(item)) effects.push(item);
    else intents.push(intentOf(item, { actor, forced, reason: item.reason ?? actor }));
  }
  return { intents, effects, refusal };
}

function intentOf(
  item: Exclude<PatchItem, PatchEffect | { op: "refuse" }>,
  whose: { readonly actor: string; readonly forced: boolean; readonly reason: string },
): Intent {
  switch (item.op) {
    case "zone":
      return { ...whose, kind: "zone", block: item.block, zone: item.zone };
    case "pin":
      return { ...whose, kind: "pin", block: item.block, pinned: item.pinned };
    case "level": {
      const { block, level } = item;
      return level === "original" ? { ...whose, kind: "restore", block } : { ...whose, kind: "compress", block, level };
    }
    case "content":
      return { ...whose, kind: "edit", block: item.block, text: item.text };
    case "remove":
      return { ...whose, kind: "remove", block: item.block };
    case "insert":
      return { ...whose, kind: "insert", behind: item.behind, text: item.text, origin: `${whose.actor}/${item.key}` };
    case "model":
      return { ...whose, kind: "setting", settings: { model: item.model } };
    case "sampling": {
      const { op: _op, reason: _reason, ...settings } = item;
      return { ...whose, kind: "setting", settings };
    }
  }
}

const besideBlocks: ReadonlySet<PatchItem["op"]> = new Set(["stage", "unstage", "note", "emit", "redact"]);
const isEffect = (item: PatchItem): item is PatchEffect => besideBlocks.has(item.op);
