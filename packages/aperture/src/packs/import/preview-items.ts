import type { PackPreview } from "@aperture/sdk";
import { unifiedDiff } from "../../control/diff/unified-diff.ts";
import { describeItem } from "../../library/describe-item.ts";
import type { ReadItem } from "./read-items.ts";

/** Each item beside what is there. `textOf`: what is there under this kind and name, or null. */
export const previewItems = (
  items: readonly ReadItem[],
  textOf: (item: ReadItem) => string | null,
): PackPreview["items"] =>
  items.map((item) => {
    const { kind, name, version, text, value } = item;
    const there = textOf(item);
    const state = there === null ? "new" : there === text ? "same" : "replaces";
    return {
      kind,
      name,
      version,
      state,
      diff: there === null ? "" : unifiedDiff(there, text),
      text,
      says: describeItem(value),
    };
  });
