import type { LibraryEntry } from "@aperture/sdk";
import { allKinds } from "../view/view-place.ts";
import type { Library } from "./library.svelte.ts";
import { showItem, showLibrary } from "./library-commands.ts";
import type { Page } from "./page.svelte.ts";
import type { PaletteEntry } from "./palette.svelte.ts";

/** What can be asked of presets, rules and templates by words. Nothing is applied from here: what it would change is shown first. */
export function libraryEntries(page: Page, library: Library): readonly PaletteEntry[] {
  return [
    ...allKinds.flatMap((kind) => [
      { says: `${kind}s: all of them`, run: () => showLibrary(page, kind) },
      { says: `${kind}: write a new one`, run: () => showLibrary(page, kind, "new") },
    ]),
    {
      says: "import a pack: presets, rules and templates of somebody else",
      run: () => showLibrary(page, "preset", "import"),
    },
    { says: "trust this session's project, or no longer", run: () => showLibrary(page, "preset", "projects") },
    ...library.all.flatMap((entry) => ofItem(page, library, entry)),
  ];
}

function ofItem(page: Page, library: Library, entry: LibraryEntry): PaletteEntry[] {
  const { kind, title, name } = entry;
  const called = `${kind} ${title && title !== name ? `${title} (${name})` : name}`;
  return [
    {
      says: `${called}: ${library.isInForce(entry) ? "take away" : "apply"}, what it says and would change`,
      run: () => showItem(page, entry),
    },
    { says: `${called}: edit its text`, run: () => showItem(page, entry, "text") },
    { says: `${called}: replay, what it would have done`, run: () => showItem(page, entry, "effect") },
    { says: `${called}: export, share`, run: () => showItem(page, entry, "share") },
    ...(kind === "preset" ? [{ says: `${called}: compare`, run: () => showItem(page, entry, "compare") }] : []),
  ];
}
