import { expect, test } from "vitest";
import { shortcutOf, shortcuts } from "./shortcuts.ts";

const press = (key: string, fields: Partial<Parameters<typeof shortcutOf>[0]> = {}) =>
  shortcutOf({ key, ctrlKey: false, metaKey: false, altKey: false, typing: false, onButton: false, ...fields });

test("every key of the list does what the list says, and no key stands twice", () => {
  for (const { key, does } of shortcuts) expect(press(key)).toBe(does);
  expect(new Set(shortcuts.map((shortcut) => shortcut.key)).size).toBe(shortcuts.length);
});

test("the browser's own chords are left alone", () => {
  for (const modifier of ["ctrlKey", "metaKey", "altKey"] as const)
    for (const key of ["j", "t", "w", "l"]) expect(press(key, { [modifier]: true })).toBeUndefined();
});

test("while typing only Escape counts", () => {
  expect(press("j", { typing: true })).toBeUndefined();
  expect(press("?", { typing: true })).toBeUndefined();
  expect(press("Escape", { typing: true })).toBe("close");
});

test("Enter on a button is the button's", () => {
  expect(press("Enter", { onButton: true })).toBeUndefined();
  expect(press("j", { onButton: true })).toBe("next");
});

test("the palette is asked for with Ctrl or ⌘, while typing too, and with nothing else", () => {
  const ask = (fields: object) =>
    shortcutOf({ key: "k", ctrlKey: false, metaKey: false, altKey: false, typing: true, onButton: false, ...fields });
  expect([ask({ ctrlKey: true }), ask({ metaKey: true }), ask({ metaKey: true, key: "K" })]).toEqual([
    "palette",
    "palette",
    "palette",
  ]);
  expect([ask({}), ask({ ctrlKey: true, altKey: true }), ask({ ctrlKey: true, key: "j" })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
