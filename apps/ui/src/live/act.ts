import { allZones } from "../view/place.ts";
import { stepCursor } from "../view/step-cursor.ts";
import type { Page } from "./page.svelte.ts";
import type { Shortcut } from "./shortcuts.ts";

/** Does what a key asks for. */
export function act(page: Page, shortcut: Shortcut): void {
  const effects: Record<Shortcut, () => void> = {
    help: () => {
      page.helpOpen = !page.helpOpen;
    },
    next: () => moveCursor(page, 1),
    previous: () => moveCursor(page, -1),
    open: () => page.router.go({ open: page.router.place.block !== undefined }),
    search: () => document.getElementById("search")?.focus(),
    close: () => close(page),
    "zone-1": () => toggleZone(page, 0),
    "zone-2": () => toggleZone(page, 1),
    "zone-3": () => toggleZone(page, 2),
    "session-next": () => moveSession(page, 1),
    "session-previous": () => moveSession(page, -1),
    theme: () => page.theme.next(),
  };
  effects[shortcut]();
}

function moveCursor(page: Page, by: 1 | -1): void {
  const { zone, block } = page.router.place;
  const inReach = page.shown.filter((candidate) => zone === undefined || candidate.zone === zone);
  const next = stepCursor(inReach, block, by);
  if (next) page.router.go({ block: next.id }, "replace");
}

function toggleZone(page: Page, index: number): void {
  const zone = allZones[index];
  page.router.go({ zone: page.router.place.zone === zone ? undefined : zone });
}

function moveSession(page: Page, by: 1 | -1): void {
  const { all } = page.sessions;
  const at = all.findIndex((session) => session.id === page.session?.id);
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) page.choose(next.id);
}

/** One step back at a time: the sheet, the focus in the search field, the filter, the zone, the cursor. */
function close(page: Page): void {
  const { open, text, role, zone } = page.router.place;
  if (open) page.router.go({ open: undefined });
  else if (text !== undefined || role !== undefined) page.router.go({ text: undefined, role: undefined });
  else if (zone !== undefined) page.router.go({ zone: undefined });
  else page.router.go({ block: undefined }, "replace");
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
}
