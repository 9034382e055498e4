import type { PluginInfo } from "@aperture/sdk";
import { noView } from "../view/view-place.ts";
import { act } from "./act.ts";
import { showPlugin } from "./commands.ts";
import type { Library } from "./library.svelte.ts";
import { libraryEntries } from "./library-palette.ts";
import type { Page } from "./page.svelte.ts";
import type { PaletteEntry } from "./palette.svelte.ts";
import type { Plugins, PluginWord } from "./plugins.svelte.ts";
import { shortcuts } from "./shortcuts.ts";

/** Shortcuts that need no words to be asked for: they are about the palette itself, or about where one stands. */
const unsaid: ReadonlySet<string> = new Set(["palette", "close", "open"]);

/** Everything that can be asked for by words now: what keys do, sessions to go to, plugins and the library and what can be done with each. */
export function paletteEntries(page: Page, plugins: Plugins, library: Library): readonly PaletteEntry[] {
  return [
    ...shortcuts
      .filter(({ does }) => !unsaid.has(does))
      .map(({ key, does, says }) => ({
        says: `${does.replace("-", " ")}: ${says}`,
        key,
        run: () => fromContext(page, does),
      })),
    { says: "install a plugin: by name, from a folder or a file", run: () => showPlugin(page, undefined, "install") },
    {
      says: "updates of plugins: check, and audit what is installed",
      run: () => showPlugin(page, undefined, "updates"),
    },
    ...plugins.all.flatMap((plugin) => ofPlugin(page, plugins, plugin)),
    ...libraryEntries(page, library),
    ...page.sessions.all.map(({ id, label }) => ({ says: `session ${label}`, run: () => goTo(page, id) })),
  ];
}

/** What is about blocks leads back to them first. */
function fromContext(page: Page, does: Parameters<typeof act>[1]): void {
  if (!["help", "theme", "plugins", "library"].includes(does)) page.router.go(noView);
  act(page, does);
}

function goTo(page: Page, session: string): void {
  page.router.go(noView);
  page.choose(session);
}

const words: Readonly<Record<PluginInfo["state"], readonly (readonly [PluginWord, string])[]>> = {
  disabled: [["enable", "turn on"]],
  starting: [["disable", "turn off"]],
  running: [
    ["disable", "turn off"],
    ["reload", "reload"],
  ],
  quarantined: [
    ["release", "release from quarantine"],
    ["disable", "turn off"],
  ],
  stopping: [],
  removed: [],
};

function ofPlugin(page: Page, plugins: Plugins, { id, state, manifest, lost }: PluginInfo): PaletteEntry[] {
  const name = `plugin ${manifest.title ?? id}`;
  // Letting requests pass without what protected them is asked first, on its page.
  if (lost) return [{ says: `${name}: lost, what to do`, run: () => showPlugin(page, id) }];
  return [
    { says: `${name}: what it may do`, run: () => showPlugin(page, id) },
    ...(["settings", "panel", "figures", "log"] as const).map((part) => ({
      says: `${name}: ${part}`,
      run: () => showPlugin(page, id, part),
    })),
    { says: `${name}: versions, update, roll back, pin`, run: () => showPlugin(page, id, "update") },
    ...words[state].map(([word, says]) => ({
      says: `${name}: ${says}`,
      run: () => {
        showPlugin(page, id);
        void plugins.run(id, word).then((isDone) => {
          if (!isDone) page.trouble = plugins.deed.trouble;
        });
      },
    })),
  ];
}
