import "../testing/runes.ts";
import type { LibraryEntry, SessionLibrary } from "@aperture/sdk";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { sampleEntry, sampleLibraryItem, sampleValues } from "../testing/sample-library.ts";
import { Library, renamed, type ShelfClient } from "./library.svelte.ts";

const counts: SessionLibrary = {
  sessionId: "session-1",
  preset: "calm",
  template: "layers",
  rules: ["trim-logs"],
  project: null,
  projectState: "none",
  values: sampleValues(),
  origins: {},
  missing: [],
  notices: [],
};
const items: readonly LibraryEntry[] = [
  sampleEntry(),
  sampleEntry({ kind: "rule", name: "trim-logs" }),
  sampleEntry({ kind: "rule", name: "calm" }),
  sampleEntry({ kind: "template", name: "layers" }),
];

function setUp(change: Partial<ShelfClient> = {}) {
  const written: unknown[] = [];
  const asked: string[] = [];
  const library = new Library({
    list: async () => ({ items: [...items] }),
    get: async () => sampleLibraryItem({ text: "# why\nkind: preset\nname: calm\nmode: auto\n" }),
    write: async (kind, name, input) => {
      written.push([kind, name, input]);
      return sampleLibraryItem();
    },
    remove: async (kind, name) => ({ kind, removed: name }),
    inSession: async (session) => {
      asked.push(session);
      return counts;
    },
    ...change,
  });
  return { library, written, asked };
}

test("what is there by kind and name, and which of it counts in the shown session", async () => {
  const { library, asked } = setUp();
  library.watch("session-1");
  await library.load();
  expect(library.of("rule").map(({ name }) => name)).toEqual(["trim-logs", "calm"]);
  expect([library.find("rule", "calm")?.kind, library.find("rule", "layers"), library.find("rule", undefined)]).toEqual(
    ["rule", undefined, undefined],
  );
  // A rule of the name of the preset that counts does not count itself.
  expect(items.map((item) => library.isInForce(item))).toEqual([true, true, false, true]);
  expect(new Set(asked)).toEqual(new Set(["session-1"]));
});

test("without a session nothing is asked of one, and nothing counts there", async () => {
  const { library, asked } = setUp();
  library.watch("session-1");
  await library.load();
  library.watch(undefined);
  expect(library.isInForce(items[0]!)).toBe(false);
  const before = asked.length;
  await library.load();
  expect(asked.length).toBe(before);
});

test("a copy has its own name and everything else as it was", async () => {
  const { library, written } = setUp();
  await library.load();
  expect(await library.copy("preset", "calm", "mine")).toBe(true);
  expect(written).toEqual([["preset", "mine", { text: "# why\nkind: preset\nname: mine\nmode: auto\n" }]]);
});

test("a new one never takes the place of one that is there", async () => {
  const { library, written } = setUp();
  await library.load();
  expect(await library.copy("preset", "calm", "calm")).toBe(false);
  expect([library.deed.trouble, written]).toEqual(["There is a preset calm already", []]);
  expect(await library.begin("rule", "other")).toBe(true);
  expect(written).toMatchObject([
    ["rule", "other", { text: expect.stringMatching(/^kind: rule\nname: other\nwhen:/) }],
  ]);
});

test("a refusal is told, and the list stays", async () => {
  const { library } = setUp({ remove: refusal(409, "preset calm comes with Aperture") });
  await library.load();
  expect(await library.remove("preset", "calm")).toBe(false);
  expect([library.deed.trouble, library.all.length]).toEqual(["preset calm comes with Aperture", 4]);
});

test.each([
  ["kind: rule\nname: a # first\n", "kind: rule\nname: b\n"],
  ["kind: rule\nwhen:\n  name: a\n", "name: b\nkind: rule\nwhen:\n  name: a\n"],
  ["name: $&\n", "name: b\n"],
])("the name at the left edge alone is another one: %j", (text, expected) => {
  expect(renamed(text, "b")).toBe(expected);
});
