import { ApertureError, type ReplayLibraryItem } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadPrices } from "../control/prices.ts";
import type { Library } from "../library/contract.ts";
import { libraryHome, ruleText } from "../library/testing/library-home.ts";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { createReplayer, type Replayer } from "./create-replayer.ts";
import { longTranscript } from "./testing/long-transcript.ts";
import { starterLibrary } from "./testing/starter-library.ts";
import { storeTranscript } from "./testing/store-transcript.ts";

let store: Store;
let replayer: Replayer;
let shelf: ReturnType<typeof starterLibrary>;
beforeAll(async () => {
  shelf = starterLibrary();
  store = openStore({ file: ":memory:" });
  replayer = replayerOn(shelf.library);
  await storeTranscript(store, longTranscript(30), "anthropic");
});
afterAll(async () => {
  await replayer.close();
  await shelf.close();
  store.close();
});

const replayerOn = (library: Library): Replayer =>
  createReplayer({
    store,
    library,
    prices: loadPrices(),
    counter: { count: async (texts) => texts.map(({ length }) => Math.ceil(length / 4)) },
    clock: () => 0,
  });

const codeOf = (input: ReplayLibraryItem) =>
  replayer.effectOf(input).then(
    () => null,
    (error: unknown) => (ApertureError.is(error) ? error.code : String(error)),
  );

const rule = (level: string, olderThan: number) =>
  `kind: rule\nname: mine\nwhen:\n  select: "role:tool_result"\n  olderThan: ${olderThan}\naction: { do: compress, level: ${level} }\n`;

describe("the effect of something of the library", () => {
  test("in a session it is that of its trusted folder's own item, which is the one that would be applied there", async () => {
    const place = libraryHome();
    const library = place.open();
    place.write("starter/rules/cut.yml", ruleText("cut"));
    const own = { kind: "rule", name: "cut" } as const;
    place.write("project/.aperture/rules/cut.yml", rule("minimal", 1_000).replace("mine", "cut"));
    place.write("project/.aperture/rules/theirs.yml", ruleText("theirs"));
    place.write("project/.aperture.yml", "rules: [cut]\n");
    library.trust(place.project, true, library.project(place.project).digest!);
    const there = replayerOn(library);
    try {
      expect((await there.effectOf({ item: own })).changedBlocks).toBeGreaterThan(0);
      expect((await there.effectOf({ item: own, project: place.project })).changedBlocks).toBe(0);
      store.sessions.update(1, { project: place.project });
      expect((await there.effectOf({ item: own, session: "session-1" })).changedBlocks).toBe(0);
      const theirs = { item: { kind: "rule", name: "theirs" } as const, session: "session-1" };
      expect((await there.effectOf(theirs)).changedBlocks).toBeGreaterThan(0);
      await expect(there.effectOf({ item: theirs.item })).rejects.toMatchObject({ code: "library_not_found" });
      const text = "kind: preset\nname: unsaved\nrules: [theirs]\n";
      const unsaved = await there.effectOf({ kind: "preset", text, session: "session-1" });
      expect(unsaved.changedBlocks).toBeGreaterThan(0);
    } finally {
      store.sessions.update(1, { project: null });
      await there.close();
      await library.close();
      place.remove();
    }
  });

  test("a preset that only observes does nothing", async () => {
    const effect = await replayer.effectOf({ item: { kind: "preset", name: "calm" } });
    expect(effect).toMatchObject({ billChange: 0, tokenChange: 0, changedBlocks: 0, invalid: 0, requests: 31 });
  });

  test.each([
    { kind: "preset", name: "frugal" },
    { kind: "rule", name: "drop-stale-reads" },
    { kind: "preset", name: "long-haul" },
  ] as const)("$kind $name saves where files are read twice, and nothing it makes would be refused", async (item) => {
    const effect = await replayer.effectOf({ item });
    expect(effect.invalid).toBe(0);
    expect(effect.tokenChange).toBeLessThan(-0.01);
    expect(effect.billChange).toBeLessThan(0);
  });

  test("two things against each other differ as they do against nothing", async () => {
    const frugal = { kind: "preset", name: "frugal" } as const;
    const alone = await replayer.effectOf({ item: frugal });
    const against = await replayer.effectOf({ item: { kind: "preset", name: "calm" }, against: frugal });
    expect(against.before).toEqual(alone.after);
    expect(against.after).toEqual(alone.before);
    expect(against.billChange).toBeGreaterThan(0);
    const none = await replayer.effectOf({ item: frugal, against: frugal });
    expect(none).toMatchObject({ billChange: 0, changedBlocks: 0 });
  });

  test("a text that is not saved is replayed as it stands", async () => {
    const effect = await replayer.effectOf({ kind: "rule", text: rule("minimal", 3) });
    expect(effect.blocks[0]).toMatchObject({ what: "compress minimal", actor: "rule:mine" });
    const preset = await replayer.effectOf({
      kind: "preset",
      text: "kind: preset\nname: mine\nextends: frugal\nmode: observe\n",
    });
    expect(preset.changedBlocks).toBe(0);
  });

  test("a preset's text goes in once, and costs what it says", async () => {
    const effect = await replayer.effectOf({
      kind: "preset",
      text: "kind: preset\nname: mine\nstaging:\n  - name: note\n    source: { kind: text, text: Answer in one sentence. }\n",
    });
    expect(effect.blocks).toHaveLength(1);
    expect(effect.blocks[0]).toMatchObject({ block: "insert-1", turn: 1, tokensBefore: 0, what: /^insert / });
    expect(effect.billChange).toBeGreaterThan(0);
    expect(effect.billChange).toBeLessThan(0.01);
  });

  test("files that a preset stages are said to be left out", async () => {
    const text =
      "kind: preset\nname: mine\nstaging:\n  - name: style\n    source: { kind: file, path: docs/style.md }\n";
    expect((await replayer.effectOf({ kind: "preset", text })).basis).toContain("files that it stages are left out");
  });

  test.each([
    [{ item: { kind: "preset", name: "frugel" } }, "library_not_found"],
    [{ kind: "rule", text: "kind: rule\nname: x\n" }, "library_invalid"],
    [{ kind: "preset", text: "kind: preset\nname: calm\nextends: research\n" }, "preset_cycle"],
    [{ item: { kind: "preset", name: "calm" }, session: "no such" }, "not_found"],
    [{ text: "kind: rule" }, "invalid_input"],
  ] as const)("%j is refused with %s", async (input, code) => {
    expect(await codeOf(input as ReplayLibraryItem)).toBe(code);
  });

  test("another home with the same library says the same to the last byte", async () => {
    const other = starterLibrary();
    const there = replayerOn(other.library);
    for (const item of [
      { kind: "preset", name: "frugal" },
      { kind: "template", name: "big-refactor" },
    ] as const) {
      const [here, again] = [await replayer.outcomeOf({ item }), await there.outcomeOf({ item })];
      expect(JSON.stringify(again)).toBe(JSON.stringify(here));
    }
    await there.close();
    await other.close();
  });
});
