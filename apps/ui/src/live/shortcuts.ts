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
  | "theme";

export const shortcuts: readonly { key: string; does: Shortcut; says: string }[] = [
  { key: "j", does: "next", says: "next block" },
  { key: "k", does: "previous", says: "previous block" },
  { key: "Enter", does: "open", says: "read the block whole" },
  { key: "Escape", does: "close", says: "close, then clear the filter" },
  { key: "/", does: "search", says: "search in the text" },
  { key: "1", does: "zone-1", says: "primacy alone, again for all" },
  { key: "2", does: "zone-2", says: "middle alone" },
  { key: "3", does: "zone-3", says: "recency alone" },
  { key: "]", does: "session-next", says: "next session" },
  { key: "[", does: "session-previous", says: "previous session" },
  { key: "t", does: "theme", says: "dark, newspaper, high contrast" },
  { key: "?", does: "help", says: "this list" },
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
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  if (press.typing && press.key !== "Escape") return undefined;
  // Enter on a focused button presses that button: the browser does it already.
  if (press.onButton && press.key === "Enter") return undefined;
  return shortcuts.find((shortcut) => shortcut.key === press.key)?.does;
}
