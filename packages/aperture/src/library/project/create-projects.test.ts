import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { libraryHome, presetText, ruleText } from "../testing/library-home.ts";
import { createProjects, type Projects } from "./create-projects.ts";

let at: ReturnType<typeof libraryHome>;
let projects: Projects;
beforeEach(() => {
  at = libraryHome();
  projects = open();
});
afterEach(() => at.remove());
const open = () =>
  createProjects(
    at.home,
    () => 0,
    (warning) => void at.warnings.push(warning),
  );
const state = () => projects.state(at.project).state;
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (ApertureError.is(error)) return error.code;
    throw error;
  }
  return "none";
};

describe("a folder counts as long as it is what the user saw", () => {
  test("none, untrusted, trusted, changed, trusted again, untrusted", () => {
    expect(projects.state(at.project)).toMatchObject({ folder: at.project, state: "none", digest: null, files: [] });
    at.write("project/.aperture.yml", "preset: calm\n");
    at.write("project/.aperture/rules/a.yml", ruleText("a"));
    const { digest, files, profile } = projects.state(at.project);
    expect([state(), files, profile]).toEqual([
      "untrusted",
      [".aperture.yml", ".aperture/rules/a.yml"],
      { preset: "calm" },
    ]);
    expect(projects.trusted(at.project)).toBeNull();
    expect(projects.trust(at.project, true, digest!).state).toBe("trusted");
    expect(projects.trusted(at.project)?.items.map(({ name }) => name)).toEqual(["a"]);
    at.write("project/.aperture/rules/a.yml", ruleText("a", "title: other\n"));
    expect(state()).toBe("changed");
    expect(projects.trusted(at.project)).toBeNull();
    expect(projects.trust(at.project, true).state).toBe("trusted");
    expect(projects.trust(at.project, false).state).toBe("untrusted");
  });

  test.each<[string, () => void]>([
    ["a byte more in the profile", () => at.write("project/.aperture.yml", "preset: calm\n\n")],
    ["a file more", () => at.write("project/.aperture/presets/calm.yml", presetText("calm"))],
    ["a file less", () => rmSync(join(at.project, ".aperture/rules/a.yml"))],
    [
      "a file by another name",
      () => renameSync(join(at.project, ".aperture/rules/a.yml"), join(at.project, ".aperture/rules/b.yml")),
    ],
    [
      "the same content moved over the border of two files",
      () => {
        at.write("project/.aperture.yml", "preset: calm\nki");
        at.write("project/.aperture/rules/a.yml", ruleText("a").slice(2));
      },
    ],
    [
      "the same size and date",
      () => {
        const file = join(at.project, ".aperture.yml");
        const { atime, mtime } = statSync(file);
        writeFileSync(file, "preset: clam\n");
        utimesSync(file, atime, mtime);
      },
    ],
  ])("%s is another folder", (_, change) => {
    at.write("project/.aperture.yml", "preset: calm\n");
    at.write("project/.aperture/rules/a.yml", ruleText("a"));
    projects.trust(at.project, true);
    change();
    expect(state()).not.toBe("trusted");
    expect(projects.trusted(at.project)).toBeNull();
  });

  test("what is put back is trusted again; what does not count may change", () => {
    at.write("project/.aperture.yml", "preset: calm\n");
    projects.trust(at.project, true);
    at.write("project/.aperture.yml", "preset: x\n");
    expect(state()).toBe("changed");
    at.write("project/.aperture.yml", "preset: calm\n");
    at.write("project/.aperture/notes.md", "x");
    at.write("project/.aperture/rules/README", "x");
    at.write("project/src/a.ts", "x");
    expect(state()).toBe("trusted");
  });

  test("what was shown is what is trusted", () => {
    at.write("project/.aperture.yml", "preset: calm\n");
    const { digest } = projects.state(at.project);
    at.write("project/.aperture.yml", "preset: other\n");
    expect(codeOf(() => projects.trust(at.project, true, digest!))).toBe("project_changed");
    expect(state()).toBe("untrusted");
  });

  test("another process knows it too; the file is for its owner alone, and one that is damaged trusts nothing", () => {
    at.write("project/.aperture.yml", "preset: calm\n");
    projects.trust(at.project, true);
    const file = join(at.home, "trusted.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      folders: { [at.project]: { digest: projects.state(at.project).digest, at: "1970-01-01T00:00:00.000Z" } },
    });
    projects = open();
    expect(state()).toBe("trusted");
    expect(projects.known()).toEqual([at.project]);
    writeFileSync(file, "{");
    projects = open();
    expect(state()).toBe("untrusted");
    expect(at.warnings[0]).toContain("no project is trusted");
  });
});

describe("folders", () => {
  test("by a link are the folder behind it", () => {
    at.write("project/.aperture.yml", "preset: calm\n");
    const link = join(at.folder, "link");
    symlinkSync(at.project, link);
    expect(projects.trust(link, true).folder).toBe(at.project);
    expect(state()).toBe("trusted");
    rmSync(link);
    mkdirSync(link);
    at.write("link/.aperture.yml", "preset: other\n");
    expect(projects.state(link).state).toBe("untrusted");
  });

  test.each(["relative", "/nowhere/at/all", "/a\0b", ""])("%j is none", (folder) => {
    expect(projects.state(folder)).toMatchObject({ folder, state: "none" });
    expect(codeOf(() => projects.trust(folder, true))).toBe("not_found");
    expect(projects.trust(folder, false).state).toBe("none");
  });

  test("one that has nothing cannot be trusted: what came later would count unseen", () => {
    expect(codeOf(() => projects.trust(at.project, true))).toBe("not_found");
    at.write("project/.aperture.yml", "preset: calm\n");
    expect(state()).toBe("untrusted");
  });

  test("one that is gone can be forgotten", () => {
    at.write("project/.aperture.yml", "preset: calm\n");
    projects.trust(at.project, true);
    rmSync(at.project, { recursive: true });
    projects.trust(at.project, false);
    expect(projects.known()).toEqual([]);
  });
});

describe("a folder that is not in order is inert and says why", () => {
  test.each<[string, () => void, string, string]>([
    ["YAML that is none", () => at.write("project/.aperture.yml", "a: [1\n"), ".aperture.yml", "indentation"],
    [
      "a key that none may set",
      () => at.write("project/.aperture.yml", "upstreams: {}\n"),
      ".aperture.yml",
      "where requests go",
    ],
    [
      "a profile that is a link",
      () => symlinkSync(at.write("secret", "a: 1\n"), join(at.project, ".aperture.yml")),
      ".aperture.yml",
      "symbolic link",
    ],
    [
      "a profile that is a folder",
      () => mkdirSync(join(at.project, ".aperture.yml")),
      ".aperture.yml",
      "no ordinary file",
    ],
    [
      "a library that is a link",
      () => {
        at.write("elsewhere/rules/a.yml", ruleText("a"));
        symlinkSync(join(at.folder, "elsewhere"), join(at.project, ".aperture"));
      },
      ".aperture",
      "symbolic link",
    ],
    [
      "a folder of it that is a link",
      () => {
        at.write("elsewhere/a.yml", ruleText("a"));
        mkdirSync(join(at.project, ".aperture"));
        symlinkSync(join(at.folder, "elsewhere"), join(at.project, ".aperture/rules"));
      },
      ".aperture/rules",
      "symbolic link",
    ],
    [
      "a rule that is a link",
      () => {
        mkdirSync(join(at.project, ".aperture/rules"), { recursive: true });
        symlinkSync(at.write("secret", ruleText("a")), join(at.project, ".aperture/rules/a.yml"));
      },
      ".aperture/rules/a.yml",
      "symbolic link",
    ],
    [
      "bytes that are no text",
      () => at.write("project/.aperture.yml", Uint8Array.of(0xff)),
      ".aperture.yml",
      "not UTF-8",
    ],
    [
      "a profile of a megabyte",
      () => at.write("project/.aperture.yml", "#".repeat(1e6)),
      ".aperture.yml",
      "larger than",
    ],
    [
      "files that are too much together",
      () => {
        for (let n = 0; n < 4; n++) at.write(`project/.aperture/rules/r${n}.yml`, "#".repeat(90_000));
      },
      ".aperture/rules/r3.yml",
      "all together",
    ],
    [
      "more files than would ever count",
      () => {
        for (let n = 0; n < 201; n++) at.write(`project/.aperture/rules/r${n}.yml`, "");
      },
      ".aperture/rules/r",
      "more than 200 files",
    ],
  ])("%s", (_, make, path, reason) => {
    make();
    const found = projects.state(at.project);
    expect(found.state).toBe("invalid");
    expect(found.trouble?.file.slice(at.project.length + 1).startsWith(path)).toBe(true);
    expect(found.trouble?.reason).toContain(reason);
    expect(codeOf(() => projects.trust(at.project, true))).toBe("library_invalid");
    expect(projects.trusted(at.project)).toBeNull();
  });

  test("a hard link is a file like any other: its content is what is shown and trusted", () => {
    linkSync(at.write("other", "preset: calm\n"), join(at.project, ".aperture.yml"));
    expect(projects.trust(at.project, true).state).toBe("trusted");
    at.write("other", "preset: x\n");
    expect(state()).toBe("changed");
  });
});

test("what trusting it would let count, in plain words", () => {
  at.write(
    "project/.aperture.yml",
    "preset: calm\ntemplate: big\nbudget: { limit: 90000, strategy: condense }\nwatch: [src/**]\nrules:\n  - drop-old\n  - name: own\n    when: { select: role:user, olderThan: 3 }\n    action: { do: stage, text: hello }\n",
  );
  at.write(
    "project/.aperture/presets/calm.yml",
    presetText("calm", "mode: auto\nplugins: { timer: { config: { a: 1 } } }\n"),
  );
  at.write("project/.aperture/rules/bad.yml", "kind: rule\n");
  expect(projects.state(at.project).says).toEqual([
    "sessions here begin with the preset calm",
    "sessions here are ordered by the template big",
    "the budget is 90,000 tokens",
    "beyond the budget the cheapest blocks are shortened, whatever that costs once",
    "uses the rule drop-old",
    'the rule own says "hello" to the model where something matches `role:user`, older than 3 requests',
    "changes of these files are told while a session works here: src/**",
    "it brings the preset calm, which here counts before yours of that name",
    "preset calm: old blocks are shortened by themselves where that pays (mode auto)",
    "preset calm: uses the plugin timer, and sets for all sessions: a = 1",
    "its rule bad cannot be used: `name` is missing",
  ]);
});
