import { isLevel, stepLevel } from "../view/intent.ts";
import { confirm, look, pin, shift, togglePanel, undoLast } from "./commands.ts";
import type { Page } from "./page.svelte.ts";
import type { Shortcut } from "./shortcuts.ts";

type BlockShortcut = Extract<
  Shortcut,
  | `select${string}`
  | "shorter"
  | "fuller"
  | "original"
  | `pin-${string}`
  | "zone-before"
  | "zone-after"
  | "edit"
  | "remove"
  | "redact"
  | "note"
  | "undo"
  | "apply-now"
>;

/** The keys that choose blocks and change them. */
export const actOnBlocks = (page: Page): Omit<Record<BlockShortcut, () => void>, "selector"> => ({
  select: () => {
    if (page.router.place.block !== undefined) page.selection.toggle(page.router.place.block);
  },
  "select-range": () => {
    if (page.router.place.block !== undefined) page.selection.extend(page.shown, page.router.place.block);
  },
  "select-all": () => page.selection.only(page.shown.map((block) => block.id)),
  shorter: () => look(page, stepLevel(levelNow(page), 1)),
  fuller: () => look(page, stepLevel(levelNow(page), -1)),
  original: () => look(page, "original"),
  remove: () => look(page, "remove"),
  redact: () => look(page, "redact"),
  "pin-top": () => void pin(page, "top"),
  "pin-bottom": () => void pin(page, "bottom"),
  "zone-before": () => void shift(page, -1),
  "zone-after": () => void shift(page, 1),
  edit: () => {
    if (page.targets && page.targets.ids.length > 0) togglePanel(page, "edit");
  },
  note: () => {
    if (page.targets && page.targets.ids.length > 0) togglePanel(page, "note");
  },
  undo: () => void undoLast(page),
  "apply-now": () => applyNow(page),
});

/** The level that is looked at, else the one that the first of the blocks is sent at or will be. */
function levelNow(page: Page) {
  const { panel, intent } = page.router.place;
  if (panel === "preview" && intent && isLevel(intent)) return intent;
  const first = page.laneBlocks.find((block) => page.targets?.ids.includes(block.id));
  return first?.pending?.state === "pending" ? first.pending.level : (first?.level ?? "original");
}

/** What is on the screen with its price: a preview, or what waits. Otherwise it is shown first. */
function applyNow(page: Page): void {
  const { panel } = page.router.place;
  if (panel === "preview") void confirm(page, "now");
  else if (panel !== "waiting") togglePanel(page, "waiting");
  else if (page.session && page.condition.pending.value?.changes.length) void page.operator.applyNow(page.session.id);
}
