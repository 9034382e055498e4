import { existsSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApertureError, yamlProblemsOf } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Library } from "./contract.ts";
import { libraryHome, presetText, ruleText, templateText } from "./testing/library-home.ts";

let at: ReturnType<typeof libraryHome>;
let library: Library;
beforeEach(() => {
  at = libraryHome();
  library = at.open();
});
afterEach(async () => {
  await library.close();
  at.remove();
});

function errorOf(work: () => unknown): ApertureError {
  try {
    work();
  } catch (error) {
    if (ApertureError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("places, in their order", () => {
  test("the user's own counts before what ships, a trusted project's before both; an untrusted one's never", () => {
    at.write("starter/rules/a.yml", ruleText("a", "description: ships\n"));
    at.write("starter/rules/b.yml", ruleText("b"));
    const sources = () =>
      library.list({ kind: "rule", project: at.project }).map(({ name, source }) => `${name} ${source}`);
    expect(sources()).toEqual(["a starter", "b starter"]);
    at.write("home/library/rules/a.yml", ruleText("a", "description: mine\n"));
    expect(sources()).toEqual(["a user", "b starter"]);
    at.write("project/.aperture/rules/a.yml", ruleText("a", "description: its\n"));
    expect(sources()).toEqual(["a user", "b starter"]);
    library.trust(at.project, true);
    expect(sources()).toEqual(["a project", "b starter"]);
    expect(library.rule("a", at.project).description).toBe("its");
    expect(library.rule("a").description).toBe("mine");
    expect(library.list({ kind: "rule" }).map(({ source }) => source)).toEqual(["user", "starter"]);
  });

  test("a file that changed is seen by the next look, one that is gone is gone", () => {
    const file = at.write("home/library/rules/a.yml", ruleText("a"));
    expect(library.rule("a").action).toEqual({ do: "remove" });
    writeFileSync(file, ruleText("a").replace("do: remove", "do: pin\n  at: top"));
    expect(library.rule("a").action).toEqual({ do: "pin", at: "top" });
    rmSync(file);
    expect(errorOf(() => library.rule("a")).code).toBe("library_not_found");
  });

  test("an entry says what the file says of itself", () => {
    at.write(
      "home/library/presets/calm-one.yml",
      presetText(
        "calm-one",
        "title: Calm\ndescription: why\nversion: 2.1.0\nauthor: somebody\nkeywords: [a]\nmodel: x\n",
      ),
    );
    const [entry] = library.list({ kind: "preset" });
    expect(entry).toMatchObject({
      kind: "preset",
      name: "calm-one",
      title: "Calm",
      description: "why",
      version: "2.1.0",
      author: "somebody",
      keywords: ["a"],
      path: join(at.home, "library/presets/calm-one.yml"),
      trouble: null,
      effect: null,
      isDefault: false,
      sessions: [],
    });
    expect(entry?.warnings.map(({ line, nearest }) => `${line} ${nearest}`)).toEqual(["8 mode"]);
  });

  test("what was measured of what ships is told; a file of it that is none is passed over", async () => {
    at.write("starter/rules/a.yml", ruleText("a"));
    const effect = {
      kind: "rule",
      name: "a",
      sessions: 3,
      requests: 9,
      billChange: -0.1,
      tokenChange: -0.2,
      best: -0.3,
      worst: 0,
    };
    at.write("starter/effects.json", JSON.stringify([effect]));
    expect(library.get("rule", "a").effect).toEqual(effect);
    await library.close();
    at.write("starter/effects.json", "[{}]");
    library = at.open();
    expect(library.get("rule", "a").effect).toBeNull();
  });
});

describe("one in trouble", () => {
  test("is told where it stands in lists, and thrown where it is used", () => {
    const path = at.write("home/library/rules/a.yml", ruleText("a").replace("remove", "remov"));
    expect(library.get("rule", "a")).toMatchObject({
      trouble: { file: path, line: 6, column: 7, nearest: "remove" },
      value: null,
    });
    const error = errorOf(() => library.rule("a"));
    expect(error.message).toBe(`${path}:6:7: "remov" is not possible here; did you mean remove`);
    expect(yamlProblemsOf(error)).toHaveLength(1);
  });

  test("is not passed over for another one of its name", () => {
    at.write("starter/rules/a.yml", ruleText("a"));
    at.write("home/library/rules/a.yml", "kind: rule\n");
    expect(errorOf(() => library.rule("a")).code).toBe("library_invalid");
  });

  test("by its name: the file says another", () => {
    at.write("home/library/rules/a.yml", ruleText("b"));
    expect(library.get("rule", "a").trouble).toMatchObject({ line: 2, column: 7, nearest: "a" });
  });
});

describe("what is not there", () => {
  test.each([
    ["calmm", "There is no preset calmm; did you mean calm"],
    [
      "quite-another",
      "There is no preset quite-another; `aperture preset install quite-another` would bring it from a registry",
    ],
    ["../../etc", "There is no preset ../../etc; `aperture preset install ../../etc` would bring it from a registry"],
  ])("%s", (name, message) => {
    at.write("starter/presets/calm.yml", presetText("calm"));
    expect(errorOf(() => library.get("preset", name)).message).toBe(message);
    expect(errorOf(() => library.resolve(name)).message).toBe(message);
  });
});

describe("presets with all that they extend", () => {
  test("values, where they come from, and what is missing with what would bring it", () => {
    at.write("starter/rules/drop-old.yml", ruleText("drop-old"));
    at.write("starter/presets/calm.yml", presetText("calm", "mode: observe\nbudget: { strategy: warn }\n"));
    at.write(
      "home/library/presets/mine.yml",
      presetText(
        "mine",
        "extends: calm\nmode: auto\nrules: [drop-old, drop-odl]\ntemplate: big\nplugins: { timer: {}, timre: {} }\n",
      ),
    );
    const { resolved, missing } = library.get("preset", "mine");
    expect(resolved?.values).toMatchObject({
      mode: "auto",
      budget: { strategy: "warn" },
      rules: [{ name: "drop-old" }],
    });
    expect(resolved?.origins).toMatchObject({ mode: "preset:mine", "budget.strategy": "preset:calm" });
    expect(missing.map(({ install, nearest }) => `${install} ${nearest}`).sort()).toEqual([
      "aperture plugin install timre timer",
      "aperture rule install drop-odl drop-old",
      "aperture template install big null",
    ]);
    expect(library.resolve("mine").chain).toEqual(["mine", "calm"]);
  });

  test("a circle names its members, and is told at whoever is in it", () => {
    for (const [name, base] of [
      ["a", "b"],
      ["b", "c"],
      ["c", "a"],
    ] as const)
      at.write(`home/library/presets/${name}.yml`, presetText(name, `extends: ${base}\n`));
    const error = errorOf(() => library.resolve("a"));
    expect(error.code).toBe("preset_cycle");
    expect(error.message).toContain("a → b → c → a");
    expect(library.get("preset", "a")).toMatchObject({ resolved: null, trouble: { pointer: "/extends" } });
  });

  test("more than anybody would write is refused", () => {
    for (let n = 0; n < 25; n++)
      at.write(`home/library/presets/p${n}.yml`, presetText(`p${n}`, n === 24 ? "" : `extends: p${n + 1}\n`));
    expect(errorOf(() => library.resolve("p0")).message).toContain("more than 20 deep");
  });
});

describe("writing", () => {
  test("keeps the text as it is, for the owner alone", () => {
    const text = `# mine\r\n${templateText("x").replaceAll("\n", "\r\n")}`;
    const item = library.write("template", "x", text);
    expect(item.text).toBe(text);
    expect(readFileSync(item.path!, "utf8")).toBe(text);
    expect(statSync(item.path!).mode & 0o777).toBe(0o600);
    expect(statSync(join(at.home, "library/templates")).mode & 0o777).toBe(0o700);
    expect(library.template("x").name).toBe("x");
  });

  test("what is not valid is refused with every problem, and the old one stays", () => {
    library.write("rule", "a", ruleText("a"));
    const error = errorOf(() =>
      library.write("rule", "a", ruleText("a").replace("remove", "x").replace("role:", "rule:")),
    );
    expect(error.code).toBe("library_invalid");
    expect(yamlProblemsOf(error).map(({ pointer }) => pointer)).toEqual(["/action/do"]);
    expect(errorOf(() => library.write("rule", "a", ruleText("b"))).message).toContain("2:7");
    expect(library.rule("a").action).toEqual({ do: "remove" });
  });

  test("over another text than was read is refused; what ships is copied first", () => {
    at.write("starter/rules/a.yml", ruleText("a"));
    const { etag } = library.get("rule", "a");
    const mine = library.write("rule", "a", ruleText("a", "title: Mine\n"), { etag });
    expect(mine.source).toBe("user");
    expect(errorOf(() => library.write("rule", "a", ruleText("a"), { etag })).code).toBe("library_changed");
    expect(errorOf(() => library.write("rule", "new", ruleText("new"), { etag })).code).toBe("library_changed");
    library.write("rule", "a", ruleText("a"), { etag: mine.etag });
  });

  test.each(["../a", "A", "a/b", "", "none", "a\0b", "a.yml"])("a name that is a path or none: %j", (name) => {
    expect(errorOf(() => library.write("rule", name, ruleText("a"))).code).toBe("invalid_input");
    expect(errorOf(() => library.writeImported([{ kind: "rule", name, text: ruleText("a") }], origin)).code).toBe(
      "invalid_input",
    );
  });

  test("a check says all that writing would, with unknown keys, and what a preset would be; nothing is written", () => {
    const bad = library.check("preset", "a", presetText("a", "mode: atuo\ncolour: red\nbudget: { limit: 1 }\n"));
    expect(bad.problems?.map(({ pointer }) => pointer)).toEqual(["/mode", "/budget/limit"]);
    expect([bad.value, bad.trouble?.pointer, bad.warnings.map(({ pointer }) => pointer)]).toEqual([
      null,
      "/mode",
      ["/colour"],
    ]);
    library.write("preset", "base", presetText("base", "mode: auto\n"));
    const good = library.check("preset", "a", presetText("a", "extends: base\n"));
    expect(good).toMatchObject({ problems: [], trouble: null, resolved: { values: { mode: "auto" } }, source: "user" });
    library.write("preset", "a", presetText("a"));
    const { etag } = library.write("preset", "base", presetText("base", "extends: a\n"));
    // It is looked at as if it stood there: the circle would be closed by it alone.
    expect(library.check("preset", "a", presetText("a", "extends: base\n"))).toMatchObject({
      problems: [],
      trouble: { reason: expect.stringContaining("base") },
    });
    expect(library.get("preset", "a").text).toBe(presetText("a"));
    expect(errorOf(() => library.check("preset", "a", presetText("a"), { etag })).code).toBe("library_changed");
    expect(errorOf(() => library.check("preset", "../a", presetText("a"))).code).toBe("invalid_input");
    expect(library.list({ kind: "preset" }).map(({ name }) => name)).toEqual(["a", "base"]);
  });

  test("only the user's own is removed; then what ships counts again", () => {
    at.write("starter/rules/a.yml", ruleText("a", "title: Ships\n"));
    library.write("rule", "a", ruleText("a", "title: Mine\n"));
    library.remove("rule", "a");
    expect(library.get("rule", "a").title).toBe("Ships");
    expect(errorOf(() => library.remove("rule", "a")).message).toContain("is part of Aperture");
    expect(errorOf(() => library.remove("rule", "b")).code).toBe("library_not_found");
    expect(errorOf(() => library.remove("rule", "../rules/a")).code).toBe("library_not_found");
  });
});

const signer = { fingerprint: `ed25519:${"a".repeat(64)}`, publisher: "team", status: "known" } as const;
const origin = { source: "pack", signer, from: "team.aperture-pack" } as const;

describe("what a pack brought", () => {
  test("says who signed it, until somebody edits it", () => {
    library.writeImported(
      [
        { kind: "rule", name: "a", text: ruleText("a") },
        { kind: "preset", name: "p", text: presetText("p") },
      ],
      origin,
    );
    expect(library.get("rule", "a")).toMatchObject({ source: "pack", signer });
    expect(library.get("preset", "p").source).toBe("pack");
    library.write("rule", "a", ruleText("a", "title: Mine\n"));
    expect(library.get("rule", "a")).toMatchObject({ source: "user", signer: null });
    library.remove("preset", "p");
    library.write("preset", "p", presetText("p"));
    expect(library.get("preset", "p")).toMatchObject({ source: "user", signer: null });
  });

  test("is all there or not at all: one that is not valid keeps the others out", () => {
    const items = [
      { kind: "rule", name: "a", text: ruleText("a") },
      { kind: "rule", name: "b", text: "kind: rule\n" },
    ] as const;
    expect(errorOf(() => library.writeImported(items, origin)).code).toBe("library_invalid");
    expect(existsSync(join(at.home, "library"))).toBe(false);
  });
});

describe("links and other things that are no files", () => {
  test("are told and not followed", () => {
    const secret = at.write("secret", ruleText("a"));
    at.write("home/library/rules/b.yml", ruleText("b"));
    symlinkSync(secret, join(at.home, "library/rules/a.yml"));
    expect(library.get("rule", "a")).toMatchObject({ trouble: { reason: "it is a symbolic link" }, text: "" });
    expect(library.list({ kind: "rule" })).toHaveLength(2);
    at.write("home/library/rules/c.yml/x", "");
    expect(library.get("rule", "c").trouble?.reason).toBe("it is no ordinary file");
    at.write("home/library/rules/d.yml", "x".repeat(400_001));
    expect(library.get("rule", "d").trouble?.reason).toBe("it is larger than 400000 bytes");
    at.write("home/library/rules/e.yml", Uint8Array.of(0x61, 0xff));
    expect(library.get("rule", "e").trouble?.reason).toBe("it is not UTF-8");
  });

  test("a home without a library, or a file in its place, is an empty one", async () => {
    expect(library.list({})).toEqual([]);
    await library.close();
    at.write("home/library/rules", "no folder");
    library = at.open();
    expect(library.list({})).toEqual([]);
  });
});

describe("whoever listens", () => {
  test("is told of writes at once, and of files that others changed at the next look, until it stops listening", async () => {
    await library.close();
    at.remove();
    at = libraryHome({ lookEvery: 5 });
    library = at.open();
    let told = 0;
    const stop = library.subscribe(() => told++);
    library.write("rule", "a", ruleText("a"));
    expect(told).toBe(1);
    at.write("home/library/rules/b.yml", ruleText("b"));
    await expect.poll(() => told).toBe(2);
    at.write("project/.aperture.yml", "watch: [a]\n");
    await expect.poll(() => told).toBe(3);
    library.trust(at.project, true);
    expect(told).toBe(4);
    stop();
    library.write("rule", "a", ruleText("a", "title: x\n"));
    expect(told).toBe(4);
  });
});
