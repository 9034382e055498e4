import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { presetText, ruleText, templateText } from "../library/testing/library-home.ts";
import { craftPack, preset, rule } from "./testing/craft-pack.ts";
import { type PackHome, packHome, refusal } from "./testing/pack-home.ts";

let here: PackHome;
let there: PackHome;
beforeEach(() => {
  here = packHome();
  there = packHome();
});
afterEach(async () => {
  await here.close();
  await there.close();
});
const bytesOf = (pack: string): Buffer => Buffer.from(pack, "base64");

describe("from one home to another", () => {
  beforeEach(() => {
    here.library.write("rule", "trim-logs", ruleText("trim-logs", "# keep this comment\n"));
    here.library.write("template", "review", templateText("review"));
    here.library.write("preset", "base", presetText("base", "rules: [trim-logs]\n"));
    here.library.write(
      "preset",
      "calm",
      presetText("calm", "extends: base\ntemplate: review\nmode: auto\nplugins: {timer: {config: {every: 5}}}\n"),
    );
  });

  test("an item brings along what it needs, and arrives byte for byte", async () => {
    const exported = await here.packs.export({ items: [{ kind: "preset", name: "calm" }], publisher: "Mira" });
    expect(exported.added).toEqual([
      { kind: "preset", name: "base" },
      { kind: "template", name: "review" },
      { kind: "rule", name: "trim-logs" },
    ]);
    expect(exported.filename).toBe("calm.aperture-pack");
    const preview = await there.take(bytesOf(exported.pack), { dryRun: true });
    expect(preview).toMatchObject({
      imported: false,
      signer: { status: "new", publisher: "Mira", fingerprint: exported.fingerprint },
      missing: [{ kind: "plugin", name: "timer", by: "preset calm", install: "aperture plugin install timer" }],
    });
    expect(preview.items.map(({ state, diff, kind, name }) => `${kind} ${name} ${state}${diff}`)).toEqual([
      "preset base new",
      "preset calm new",
      "rule trim-logs new",
      "template review new",
    ]);
    expect(preview.items[1]?.says.join("\n")).toContain("mode auto");
    expect(there.files()).toEqual({});
    const imported = await there.take(bytesOf(exported.pack), { integrity: preview.integrity });
    expect(imported.imported).toBe(true);
    for (const { kind, name } of exported.items) {
      const item = there.library.get(kind, name);
      expect(item.text).toBe(here.library.get(kind, name).text);
      expect(item).toMatchObject({ source: "pack", signer: { fingerprint: exported.fingerprint } });
    }
    expect(there.library.resolve("calm").values).toEqual(here.library.resolve("calm").values);
  });

  test("the same export is the same bytes; later, only the time and what is made of it differ", async () => {
    const items = [{ kind: "preset", name: "calm" } as const];
    const once = await here.packs.export({ items });
    const twice = await here.packs.export({ items: [...items, ...once.added] });
    expect(twice.pack).toBe(once.pack);
    expect(twice.added).toEqual([]);
  });

  test("what was imported is exported again as the same items, by the other's key", async () => {
    const exported = await here.packs.export({ items: [{ kind: "preset", name: "calm" }] });
    await there.take(bytesOf(exported.pack));
    const again = await there.packs.export({ items: [{ kind: "preset", name: "calm" }] });
    expect(again.items).toEqual(exported.items);
    expect(again.fingerprint).not.toBe(exported.fingerprint);
  });

  test("inside a trusted project, its own item of a name is the one that leaves", async () => {
    here.write("project/.aperture.yml", "preset: calm\n");
    here.write("project/.aperture/rules/trim-logs.yml", ruleText("trim-logs", "# the project's\n"));
    here.write("project/.aperture/rules/theirs.yml", ruleText("theirs"));
    here.library.trust(here.project, true, here.library.project(here.project).digest!);
    const items = [{ kind: "rule", name: "trim-logs" } as const, { kind: "rule", name: "theirs" } as const];
    const { pack } = await here.packs.export({ items, project: here.project });
    const { items: brought } = await there.take(bytesOf(pack), { dryRun: true });
    expect(brought.find(({ name }) => name === "trim-logs")?.text).toContain("# the project's");
    expect((await refusal(here.packs.export({ items }))).code).toBe("library_not_found");
  });

  test("what may be private is told and goes along: the person decides; a real secret is refused", async () => {
    here.library.write(
      "rule",
      "told",
      ruleText("told", "# ask info@shop.test; sunflower is the password of 10.20.30.40\n"),
    );
    const { warnings, pack } = await here.packs.export({
      items: [{ kind: "rule", name: "told" }],
      note: "at wiki.corp",
    });
    expect(warnings?.map(({ item, what }) => `${item}: ${what}`)).toEqual([
      "the note: a host inside of a network",
      "rule told: a mail address",
      "rule told: an address in a network",
      "rule told: words about a password",
    ]);
    expect(pack).not.toBe("");
    const none = await here.packs.export({ items: [{ kind: "rule", name: "trim-logs" }] });
    expect(none.warnings).toEqual([]);
  });

  test("one's own pack is one's own, and importing it changes nothing", async () => {
    const exported = await here.packs.export({ items: [{ kind: "preset", name: "calm" }], publisher: "Mira" });
    const before = here.files();
    const preview = await here.take(bytesOf(exported.pack));
    expect(preview.signer.status).toBe("own");
    expect(preview.items.every(({ state }) => state === "same")).toBe(true);
    expect(here.files()).toEqual(before);
  });

  test("an item that is not there, or speaks of one that is not, is not exported", async () => {
    here.library.write("preset", "lost", presetText("lost", "rules: [nowhere]\n"));
    for (const name of ["lost", "none-such"]) {
      const error = await refusal(here.packs.export({ items: [{ kind: "preset", name }] }));
      expect(error.code).toBe("library_not_found");
    }
  });

  test("a key that nobody knows is not exported: nobody could import it", async () => {
    here.library.write("preset", "odd", presetText("odd", "colour: blue\n"));
    const error = await refusal(here.packs.export({ items: [{ kind: "preset", name: "odd" }] }));
    expect(error).toMatchObject({ code: "library_invalid", facts: { line: 3 } });
  });
});

describe("what is there already", () => {
  test("stays unless it may be replaced, and the difference is shown", async () => {
    there.library.write("rule", "trim-logs", ruleText("trim-logs"));
    const before = there.files();
    const pack = craftPack({ items: [rule("trim-logs"), rule("trim-more")] });
    const preview = await there.take(pack, { dryRun: true });
    expect(preview.items.map(({ state }) => state)).toEqual(["replaces", "new"]);
    expect(preview.items[0]?.diff).toContain("-  do: remove\n");
    const error = await refusal(there.take(pack));
    expect(error).toMatchObject({ code: "pack_conflict", facts: { kind: "rule", name: "trim-logs" } });
    expect(there.files()).toEqual(before);
    await there.take(pack, { replace: true });
    expect(there.library.rule("trim-logs").action).toEqual({ do: "compress", level: "trimmed" });
  });

  test("what was shown is what is imported", async () => {
    const shown = await there.take(craftPack(), { dryRun: true });
    const other = craftPack({ items: [rule("trim-logs", "limits: {keepNewest: 3}\n")] });
    const error = await refusal(there.take(other, { integrity: shown.integrity }));
    expect(error.facts.reason).toContain("not the pack that was shown");
    expect(there.files()).toEqual({});
  });

  test("presets of the pack and of the library that extend each other in a circle are refused", async () => {
    there.library.write("preset", "base", presetText("base", "extends: calm\n"));
    const before = there.files();
    const error = await refusal(there.take(craftPack({ items: [preset("calm", "extends: base\n")] })));
    expect(error.facts.reason).toContain("calm → base → calm");
    expect(there.files()).toEqual(before);
  });
});
