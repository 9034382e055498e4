/** What a key does; the page maps each name to an effect. */
export type Shortcut =
  | "help"
  | "next"
  | "previous"
  | "open"
  | "search"
  | "close"
  | "zone-1"
  | "zone-2"
  | "zone-3"
  | "session-next"
  | "session-previous"
  | "theme"
  | "select"
  | "select-range"
  | "select-all"
  | "selector"
  | "shorter"
  | "fuller"
  | "original"
  | "pin-top"
  | "pin-bottom"
  | "zone-before"
  | "zone-after"
  | "edit"
  | "remove"
  | "redact"
  | "note"
  | "undo"
  | "apply-now"
  | "waiting"
  | "log"
  | "session"
  | "hold"
  | "checkpoints"
  | "staging"
  | "trash"
  | "plugins"
  | "library"
  | "palette";

export type ShortcutGroup = "look" | "choose and change" | "the session";

export interface ShortcutEntry {
  readonly key: string;
  readonly does: Shortcut;
  readonly says: string;
  readonly group: ShortcutGroup;
}

/** On a Mac the command key, elsewhere Ctrl; both are taken everywhere. */
const paletteKey = "⌘K";

const entries = (group: ShortcutGroup, list: readonly (readonly [string, Shortcut, string])[]): ShortcutEntry[] =>
  list.map(([key, does, says]) => ({ key, does, says, group }));

export const shortcuts: readonly ShortcutEntry[] = [
  ...entries("look", [
    ["j", "next", "next block"],
    ["k", "previous", "previous block"],
    ["Enter", "open", "read the block whole; in a preview: do it"],
    ["Escape", "close", "close, then clear selection and filter"],
    ["/", "search", "search in the text"],
    ["1", "zone-1", "primacy alone, again for all"],
    ["2", "zone-2", "middle alone"],
    ["3", "zone-3", "recency alone"],
    ["]", "session-next", "next session"],
    ["[", "session-previous", "previous session"],
    ["g", "plugins", "plugins, and back to the context"],
    ["L", "library", "presets, rules and templates, and back"],
    ["t", "theme", "dark, newspaper, high contrast"],
    ["?", "help", "this list"],
    [paletteKey, "palette", "any command by its words"],
  ]),
  ...entries("choose and change", [
    ["x", "select", "choose the block, or leave it out"],
    ["X", "select-range", "choose everything up to here"],
    ["a", "select-all", "choose all that is shown"],
    ["s", "selector", "choose by selector"],
    ["-", "shorter", "shorter: trimmed, summarized, minimal"],
    ["+", "fuller", "one level back"],
    ["o", "original", "back to the original"],
    ["p", "pin-top", "pin to the top, again to unpin"],
    ["P", "pin-bottom", "pin to the bottom"],
    ["<", "zone-before", "move one zone towards the beginning"],
    [">", "zone-after", "move one zone towards the end"],
    ["e", "edit", "edit the text"],
    ["d", "remove", "remove; a short placeholder stays"],
    ["R", "redact", "redact (with the token)"],
    ["n", "note", "attach a note"],
    ["u", "undo", "undo what was done last"],
    ["y", "apply-now", "apply now what waits or is previewed"],
  ]),
  ...entries("the session", [
    ["w", "waiting", "what waits, and its price"],
    ["l", "log", "what was done, by whom"],
    ["i", "session", "budget, bill, health, mode"],
    ["h", "hold", "hold the next request"],
    ["c", "checkpoints", "checkpoints"],
    ["f", "staging", "staged texts and files"],
    ["b", "trash", "what was removed"],
  ]),
];

/** The shortcut of a key press, or undefined where the key belongs to the browser or to a text field. */
export function shortcutOf(press: {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  typing: boolean;
  onButton: boolean;
}): Shortcut | undefined {
  if ((press.ctrlKey || press.metaKey) && !press.altKey && press.key.toLowerCase() === "k") return "palette";
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  if (press.typing && press.key !== "Escape") return undefined;
  // Enter on a focused button presses that button: the browser does it already.
  if (press.onButton && press.key === "Enter") return undefined;
  // On most keyboards + is the shifted =.
  const key = press.key === "=" ? "+" : press.key;
  return shortcuts.find((shortcut) => shortcut.key === key)?.does;
}
