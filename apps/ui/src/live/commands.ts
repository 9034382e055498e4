import type { Pinned, Zone } from "@aperture/sdk";
import { describeError } from "../text/describe-error.ts";
import type { Intent } from "../view/intent.ts";
import { allZones, type PanelName } from "../view/place.ts";
import { noView, type PluginPart } from "../view/view-place.ts";
import type { Page } from "./page.svelte.ts";

/** What keys and buttons alike do to the chosen blocks, or to the one under the cursor. */

/** Looks at what would come of it; nothing is done yet. */
export function look(page: Page, intent: Intent): void {
  const needsBlocks = !intent.startsWith("checkpoint-");
  if (needsBlocks && page.targets?.ids.length === 0) return;
  page.router.go({ panel: "preview", intent, open: undefined });
}

/** Does what is looked at. */
export async function confirm(page: Page, how: "when-free" | "now"): Promise<void> {
  const { panel, intent } = page.router.place;
  const { targets, preview, operator } = page;
  if (panel !== "preview" || !intent || !targets || !preview.isWorthDoing || operator.busy) return;
  if (!(await operator.run(intent, targets, how))) return;
  preview.forget();
  if (page.router.place.panel === "preview") closePanel(page);
}

/** Pins to an end; where all of them are pinned there already, unpins. */
export async function pin(page: Page, to: Exclude<Pinned, null>): Promise<void> {
  const { targets } = page;
  if (!targets || targets.ids.length === 0) return;
  const chosen = page.laneBlocks.filter((block) => targets.ids.includes(block.id));
  const isPinned = chosen.length > 0 && chosen.every((block) => block.pinned === to);
  await page.operator.pin(targets, isPinned ? null : to);
}

/** `null`: by rule again. */
export async function move(page: Page, zone: Zone | null): Promise<void> {
  const { targets } = page;
  if (targets && targets.ids.length > 0) await page.operator.move(targets, zone);
}

/** One zone towards the beginning (-1) or the end of the prompt, from where the first of them stands. */
export async function shift(page: Page, by: 1 | -1): Promise<void> {
  const first = page.laneBlocks.find((block) => page.targets?.ids.includes(block.id));
  if (!first) return;
  const zone = allZones[allZones.indexOf(first.zone) + by];
  if (zone) await move(page, zone);
}

export async function undoLast(page: Page): Promise<void> {
  if (page.session && !page.operator.busy) await page.operator.undoLast(page.session.id);
}

/** Opens a panel, or closes it where it is open. */
export function togglePanel(page: Page, panel: PanelName): void {
  if (page.router.place.panel === panel) closePanel(page);
  else page.router.go({ panel, intent: undefined, open: undefined });
}

export function closePanel(page: Page): void {
  page.router.go({ panel: undefined, intent: undefined });
}

/** To the plugins, and back to the context as it was left. */
export function togglePlugins(page: Page): void {
  page.router.go({ ...noView, view: page.router.place.view === "plugins" ? undefined : "plugins" });
}

/** A plugin, or a part of it; no id: all of them. */
export function showPlugin(page: Page, plugin?: string, part?: PluginPart): void {
  page.router.go({ ...noView, view: "plugins", plugin, part });
}

/** To where plugins are found and installed, with these words in the field; nobody is asked yet. */
export function findPlugin(page: Page, find?: string): void {
  page.router.go({ ...noView, view: "plugins", part: "install", find });
}

/** A block that a plugin names, in whichever session it stands. */
export async function showBlock(page: Page, id: string): Promise<void> {
  try {
    const { sessionId, lane } = await page.client.block(id);
    page.router.go({ ...noView, session: sessionId, lane, block: id, open: true, panel: undefined });
  } catch (error) {
    page.trouble = describeError(error);
  }
}
