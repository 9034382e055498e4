import { dialects } from "@aperture/engine/dialects/index";
import type { BlockFacts } from "@aperture/host/border/block-facts";
import { checkPatch } from "@aperture/host/host/check-patch";
import type { Capability, Patch, PatchItem, PluginManifest, StageDeclaration } from "@aperture/sdk";
import type { RecordedTurn } from "../fixture/turns-of.ts";

export interface Judgement {
  /** What is left of the patch. */
  readonly patch: Patch;
  /** Why the rest would be left out: by the host (permissions, blocks it was not shown), or by the engine (the wire, pins). */
  readonly refused: readonly string[];
  readonly used: ReadonlySet<Capability>;
}

/** What would become of a patch in a request: the host's own check, then the dialect's, as for a user's operation. */
export function judgePatch(
  patch: Patch,
  { permissions }: PluginManifest,
  { onError }: StageDeclaration,
  { request, blocks }: RecordedTurn,
): Judgement {
  const { patch: allowed, refused, used } = checkPatch(patch, { permissions, blocks, onError });
  const byNumber = new Map(blocks.map((block) => [block.n, block]));
  const { editing } = dialects[request.dialect];
  const left: PatchItem[] = [];
  const said = [...refused];
  for (const item of allowed) {
    const why = refusalOf(item, byNumber, editing);
    if (why === null) left.push(item);
    else said.push(`${item.op}: ${why}`);
  }
  return { patch: left, refused: said, used };
}

type Editing = (typeof dialects)["anthropic"]["editing"];
const actions = { level: "compress", content: "edit", remove: "remove" } as const;

function refusalOf(item: PatchItem, blocks: ReadonlyMap<number, BlockFacts>, editing: Editing): string | null {
  // What must not leave is taken out wherever it stands, pinned or not; a request in which that cannot be done does not leave.
  if (item.op !== "level" && item.op !== "content" && item.op !== "remove") return null;
  const block = blocks.get(item.block);
  if (!block || (item.op === "level" && item.level === "original")) return null;
  const name = `block-${block.n}`;
  if (block.pinned !== null) return `${name} is pinned by the user: it stays as it is`;
  if (!block.editable) return `${name} is signed or encrypted: its text cannot change`;
  const { role, kind } = block;
  const draft = { role, kind, keepRaw: role === "image" };
  const text = item.op === "content" ? item.text : undefined;
  const refusal = editing.refuse(draft, actions[item.op], text);
  return refusal === null ? null : `${name}: ${refusal.reason}`;
}
