import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createLibrary } from "@aperture/aperture/library/create-library";
import { libraryHome } from "@aperture/aperture/library/testing/library-home";
import { createPacks } from "@aperture/aperture/packs/create-packs";
import { filesBelow, packHome, refusal } from "@aperture/aperture/packs/testing/pack-home";
import type { LibraryRef } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** The library that ships, carried to a home that has nothing of it. */

const starter = join(import.meta.dirname, "../../library");
const place = () => {
  const home = libraryHome();
  const library = createLibrary({
    home: home.home,
    starter,
    projects: () => [],
    plugins: () => [],
    now: () => 0,
    log: { warn: (message) => expect.fail(message) },
  });
  const packs = createPacks({ home: home.home, library, now: () => 0, person: { home: null, user: null } });
  return { ...home, library, packs, files: () => filesBelow(home.home) };
};

let here: ReturnType<typeof place>;
let there: ReturnType<typeof packHome>;
beforeEach(() => {
  here = place();
  there = packHome();
});
afterEach(async () => {
  await here.library.close();
  here.remove();
  await there.close();
});
const refs = (): LibraryRef[] => here.library.list({}).map(({ kind, name }) => ({ kind, name }));

describe("the starter library in one pack", () => {
  test("arrives byte for byte, and every preset counts there as it does here", async () => {
    expect(refs().length).toBeGreaterThanOrEqual(12);
    const exported = await here.packs.export({ items: refs(), publisher: "Team", note: "all of it" });
    const imported = await there.packs.import({ pack: exported.pack });
    expect(imported.items.map(({ state }) => state)).toEqual(refs().map(() => "new"));
    for (const { kind, name } of refs()) {
      expect(there.library.get(kind, name).text).toBe(here.library.get(kind, name).text);
      if (kind === "preset") expect(there.library.resolve(name)).toEqual(here.library.resolve(name));
      if (kind === "rule") expect(there.library.rule(name)).toEqual(here.library.rule(name));
      if (kind === "template") expect(there.library.template(name)).toEqual(here.library.template(name));
    }
  });

  test("every item alone brings what it needs: nothing is missing at the other end", async () => {
    for (const ref of refs()) {
      const home = packHome();
      const { pack } = await here.packs.export({ items: [ref] });
      const { missing } = await home.packs.import({ pack });
      expect(
        missing.filter(({ kind }) => kind !== "plugin"),
        ref.name,
      ).toEqual([]);
      if (ref.kind === "preset") expect(home.library.resolve(ref.name)).toEqual(here.library.resolve(ref.name));
      await home.close();
    }
  });

  test("twice exported it is the same file, and every item says what it would change", async () => {
    const [once, twice] = [
      await here.packs.export({ items: refs() }),
      await here.packs.export({ items: refs().reverse() }),
    ];
    expect(twice.pack).toBe(once.pack);
    const preview = await there.packs.import({ pack: once.pack, dryRun: true });
    for (const { name, says } of preview.items) expect(says, name).not.toEqual([]);
    expect(there.files()).toEqual({});
  });

  test("where it ships already, it is the same, and nothing is written", async () => {
    const { pack } = await here.packs.export({ items: refs() });
    const before = here.files();
    const preview = await here.packs.import({ pack });
    expect(new Set(preview.items.map(({ state }) => state))).toEqual(new Set(["same"]));
    expect(here.files()).toEqual(before);
  });
});

describe("all or nothing", () => {
  test("where the library cannot write, nobody has become known and nothing is left", async () => {
    const { pack } = await here.packs.export({ items: refs(), publisher: "Team" });
    const packs = createPacks({
      home: there.home,
      library: {
        ...there.library,
        writeImported() {
          throw new Error("no space left on device");
        },
      },
      now: () => 0,
    });
    await expect(packs.import({ pack })).rejects.toThrow("no space left");
    expect(there.files()).toEqual({});
    expect((await there.packs.import({ pack })).signer.status).toBe("new");
  });

  test("of two imports at once of the same pack both hold, and of different ones under one name the second is refused", async () => {
    const rule = here.library.get("rule", refs().find(({ kind }) => kind === "rule")!.name);
    const { pack } = await here.packs.export({ items: [{ kind: "rule", name: rule.name }] });
    const both = await Promise.all([there.packs.import({ pack }), there.packs.import({ pack })]);
    expect(both.map(({ imported }) => imported)).toEqual([true, true]);
    here.library.write("rule", rule.name, `${rule.text}# mine\n`);
    const other = await here.packs.export({ items: [{ kind: "rule", name: rule.name }] });
    expect((await refusal(there.packs.import({ pack: other.pack }))).code).toBe("pack_conflict");
    expect(there.library.get("rule", rule.name).text).toBe(rule.text);
  });

  test("what is written is its owner's alone, and the key never leaves", async () => {
    const { pack } = await here.packs.export({ items: refs() });
    await there.packs.import({ pack });
    for (const [home, file] of [
      [here.home, "signing-key.json"],
      [there.home, "known-signers.json"],
    ] as const)
      expect(statSync(join(home, file)).mode & 0o777).toBe(0o600);
    expect(readdirSync(there.home)).not.toContain("signing-key.json");
    const { d } = JSON.parse(filesBelow(here.home)["signing-key.json"]!);
    for (const form of [pack, Buffer.from(pack, "base64").toString("latin1"), JSON.stringify(filesBelow(there.home))])
      expect(form).not.toContain(d);
  });
});
