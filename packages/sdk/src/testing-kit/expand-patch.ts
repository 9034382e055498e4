import { Patch, type PatchItem } from "../plugin/patch.ts";
import type { PlainOutcome } from "../plugin/port/plain-port.ts";

/** The patch that was recorded, one item a block, read as the host reads it. Throws `TypeError` with what cannot be read. */
export function expandPatch({ items, texts }: Pick<PlainOutcome, "items" | "texts">): PatchItem[] {
  const expanded = items.flatMap((item) => {
    const { ref, blocks, ...rest } = item as { readonly ref?: number; readonly blocks?: readonly number[] };
    const one = ref === undefined ? rest : { ...rest, text: texts[-1 - ref] };
    return blocks === undefined ? [one] : blocks.map((block) => ({ ...one, block }));
  });
  const patch = Patch.safeParse(expanded);
  if (patch.success) return patch.data;
  const [issue] = patch.error.issues;
  const [place, ...path] = issue?.path ?? [];
  const item = JSON.stringify(expanded[Number(place)]) ?? "";
  throw new TypeError(`the host would refuse ${item.slice(0, 200)}: ${path.join(".")} ${issue?.message}`);
}
