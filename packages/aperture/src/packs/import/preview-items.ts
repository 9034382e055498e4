import type { PackPreview } from "@aperture/sdk";
import { unifiedDiff } from "../../control/diff/unified-diff.ts";
import { describeItem } from "../../library/describe-item.ts";
import type { LibraryView } from "./library-view.ts";
import type { ReadItem } from "./read-items.ts";

/** Each item beside what is there. */
export const previewItems = (
  items: readonly ReadItem[],
  view: Pick<LibraryView, "text" | "source">,
): PackPreview["items"] =>
  items.map((item) => {
    const { kind, name, version, text, value } = item;
    const there = view.text(kind, name);
    const over = view.source(kind, name);
    const state = there === null ? "new" : there === text ? "same" : "replaces";
    return {
      kind,
      name,
      version,
      state,
      ...(over === null || over === "project" ? {} : { over }),
      diff: there === null ? "" : unifiedDiff(there, text),
      text,
      says: describeItem(value),
    };
  });
