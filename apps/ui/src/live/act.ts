import { allZones } from "../view/place.ts";
import { stepCursor } from "../view/step-cursor.ts";
import { noView, type ViewPlace } from "../view/view-place.ts";
import { actOnBlocks } from "./act-on-blocks.ts";
import { closePanel, confirm, togglePanel, togglePlugins } from "./commands.ts";
import { toggleLibrary } from "./library-commands.ts";
import type { Page } from "./page.svelte.ts";
import type { Shortcut } from "./shortcuts.ts";

/** Keys that mean something where no blocks are on the screen. */
const everywhere: ReadonlySet<Shortcut> = new Set(["help", "theme", "plugins", "library", "palette", "close"]);

/** Does what a key asks for. */
export function act(page: Page, shortcut: Shortcut): void {
  if (page.router.place.view !== undefined && !everywhere.has(shortcut)) return;
  const effects: Record<Shortcut, () => void> = {
    ...actOnBlocks(page),
    help: () => {
      page.helpOpen = !page.helpOpen;
    },
    next: () => moveCursor(page, 1),
    previous: () => moveCursor(page, -1),
    open: () => open(page),
    search: () => document.getElementById("search")?.focus(),
    selector: () => document.getElementById("selector")?.focus(),
    close: () => close(page),
    "zone-1": () => toggleZone(page, 0),
    "zone-2": () => toggleZone(page, 1),
    "zone-3": () => toggleZone(page, 2),
    "session-next": () => moveSession(page, 1),
    "session-previous": () => moveSession(page, -1),
    theme: () => page.theme.next(),
    waiting: () => togglePanel(page, "waiting"),
    log: () => togglePanel(page, "log"),
    session: () => togglePanel(page, "session"),
    hold: () => togglePanel(page, "hold"),
    checkpoints: () => togglePanel(page, "checkpoints"),
    staging: () => togglePanel(page, "staging"),
    trash: () => togglePanel(page, "trash"),
    plugins: () => togglePlugins(page),
    library: () => toggleLibrary(page),
    palette: () => {
      page.paletteOpen = !page.paletteOpen;
    },
  };
  effects[shortcut]();
}

function moveCursor(page: Page, by: 1 | -1): void {
  const { zone, block } = page.router.place;
  const inReach = page.shown.filter((candidate) => zone === undefined || candidate.zone === zone);
  const next = stepCursor(inReach, block, by);
  if (next) page.router.go({ block: next.id }, "replace");
}

function open(page: Page): void {
  const { panel, block } = page.router.place;
  if (panel === "preview") void confirm(page, "when-free");
  else if (block !== undefined) page.router.go({ open: true, panel: undefined });
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

/** Whether something of a view is looked at, not the view alone. */
const isWithin = ({ plugin, item, part }: ViewPlace): boolean => (plugin ?? item ?? part) !== undefined;

/** One step back at a time: the focus in a field, what is looked at of a view, the view, the panel, the sheet, the selection, the filter, the zone, the cursor. */
function close(page: Page): void {
  const { panel, open: sheet, text, role, zone, view, kind } = page.router.place;
  const field = document.activeElement;
  if (field instanceof HTMLElement && field.matches("textarea, select, input:not(#search)")) field.blur();
  else if (view) page.router.go(isWithin(page.router.place) ? { ...noView, view, kind } : noView);
  else if (panel !== undefined) closePanel(page);
  else if (sheet) page.router.go({ open: undefined });
  else if (page.selection.size > 0) page.selection.clear();
  else if (text !== undefined || role !== undefined) page.router.go({ text: undefined, role: undefined });
  else if (zone !== undefined) page.router.go({ zone: undefined });
  else page.router.go({ block: undefined }, "replace");
  if (field instanceof HTMLInputElement) field.blur();
}
