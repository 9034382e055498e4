import { LibraryName, ProjectProfile } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readItem, readProfile } from "./read-item.ts";
import { readYaml } from "./read-yaml.ts";

/** `line:column pointer reason | allowed | nearest`, as tables show it. */
const told = ({ problems }: ReturnType<typeof readProfile>) =>
  problems.map(
    ({ line, column, pointer, reason, allowed, nearest }) =>
      `${line}:${column} ${pointer} ${reason} | ${allowed ?? "-"} | ${nearest ?? "-"}`,
  );
const rule = (text: string) => readItem("rule", text, "rules/x.yml");
const preset = (text: string) => readItem("preset", text, "presets/x.yml");
const template = (text: string) => readItem("template", text, "templates/x.yml");

const head = "kind: rule\nname: x\nwhen:\n  select: role:tool_result\n";

describe("a rule that is not in order is told by line and column", () => {
  test.each<[string, string, string[]]>([
    [
      "a level that is none",
      `${head}action:\n  do: compress\n  level: trimed\n`,
      ['7:10 /action/level "trimed" is not possible here | trimmed, summarized, minimal | trimmed'],
    ],
    [
      "an action that is none",
      `${head}action:\n  do: delete\n`,
      ['6:7 /action/do "delete" is not possible here | compress, remove, move, pin, replace, stage | -'],
    ],
    ["no action", head, ["1:1 /action `action` is missing | a map (`key: value` lines) | -"]],
    [
      "an action without its field",
      `${head}action:\n  do: compress\n`,
      ["5:1 /action/level it is missing | trimmed, summarized, minimal | -"],
    ],
    [
      "text where a number belongs",
      "kind: rule\nname: x\nwhen: { select: role:user, olderThan: '5' }\naction: { do: remove }\n",
      ["3:39 /when/olderThan expected a number, found text | a number | 5"],
    ],
    [
      "half a request",
      "kind: rule\nname: x\nwhen: { select: role:user, olderThan: 2.5 }\naction: { do: remove }\n",
      ["3:39 /when/olderThan expected a whole number, found the number 2.5 | a whole number | 3"],
    ],
    [
      "a share above one",
      "kind: rule\nname: x\nwhen: { select: role:user, budgetAbove: 80 }\naction: { do: remove }\n",
      ["3:41 /when/budgetAbove 80 is too much: at most 1 | at most 1 | 1"],
    ],
    [
      "a version that YAML reads as a number",
      `version: 1.0\n${head}action: { do: remove }\n`,
      ['1:10 /version expected text, found the number 1 | text | "1.0"'],
    ],
    [
      "a version of two parts",
      `version: "1.2"\n${head}action: { do: remove }\n`,
      [
        '1:10 /version "1.2" is not possible here: a semantic version, such as 1.0.0 | a semantic version, such as 1.0.0 | 1.2.0',
      ],
    ],
    [
      "a name that is none",
      "kind: rule\nname: Drop Old\nwhen: { select: role:user }\naction: { do: remove }\n",
      [
        '2:7 /name "Drop Old" is not possible here: lower-case letters, digits and single hyphens, beginning with a letter | lower-case letters, digits and single hyphens, beginning with a letter | drop-old',
      ],
    ],
    [
      "a word of Aperture's own",
      "kind: rule\nname: none\nwhen: { select: role:user }\naction: { do: remove }\n",
      ["2:7 /name another name: this one is a word of Aperture's own | - | -"],
    ],
    [
      "another kind",
      "kind: preset\nname: x\nwhen: { select: role:user }\naction: { do: remove }\n",
      ['1:7 /kind "preset" is not possible here | rule | rule'],
    ],
    [
      "a list where a map belongs",
      "kind: rule\nname: x\nwhen:\n  - role:user\naction: { do: remove }\n",
      ["4:3 /when expected a map (`key: value` lines), found a list | a map (`key: value` lines) | -"],
    ],
    [
      "nothing where a map belongs",
      "kind: rule\nname: x\nwhen:\naction: { do: remove }\n",
      ["3:1 /when expected a map (`key: value` lines), found nothing | a map (`key: value` lines) | -"],
    ],
    [
      "a selector with a slip, at its character",
      "kind: rule\nname: x\nwhen:\n  select: role:user tokns>2000\naction: { do: remove }\n",
      [
        '4:21 /when/select the selector cannot be read: there is no key "tokns", only role, zone, level, pinned, error, kind, tool, origin, file, id, text, age, tokens, turn, position, staleness | - | tokens>2000',
      ],
    ],
    [
      "a selector in quotes, at its character",
      'kind: rule\nname: x\nwhen:\n  select: "role:usr"\naction: { do: remove }\n',
      [
        '4:17 /when/select the selector cannot be read: role is never "usr", only system, user, assistant, tool_use, tool_result, thinking, image, other | - | role:user',
      ],
    ],
    [
      "a pattern that RE2 does not know",
      `${head}action:\n  do: replace\n  pattern: a(?=b)\n`,
      [
        "7:12 /action/pattern the regex does not compile: invalid or unsupported Perl syntax: `(?=` | RE2 syntax: no look-around, no back-references | -",
      ],
    ],
    [
      "more than one thing at once, in the order of the file",
      "kind: rul\nname: X\nwhen: { select: '' }\naction: { do: pin, at: left }\n",
      [
        '1:7 /kind "rul" is not possible here | rule | rule',
        '2:7 /name "X" is not possible here: lower-case letters, digits and single hyphens, beginning with a letter | lower-case letters, digits and single hyphens, beginning with a letter | x',
        "3:17 /when/select it is empty | at least 1 characters | -",
        '4:24 /action/at "left" is not possible here | top, bottom | -',
      ],
    ],
    [
      "nothing at all",
      "",
      [
        "1:1 /kind it is missing | rule | rule",
        "1:1 /name `name` is missing | text | -",
        "1:1 /when `when` is missing | a map (`key: value` lines) | -",
        "1:1 /action `action` is missing | a map (`key: value` lines) | -",
      ],
    ],
    [
      "a text alone",
      "hello\n",
      ["1:1  expected a map (`key: value` lines), found text | a map (`key: value` lines) | -"],
    ],
  ])("%s", (_, text, problems) => {
    expect(told(rule(text) as never)).toEqual(problems);
    expect(rule(text).value).toBeNull();
  });
});

describe("presets, templates and profiles", () => {
  test.each<[string, ReturnType<typeof readProfile> | ReturnType<typeof readItem>, string[]]>([
    [
      "a mode that is none",
      preset("kind: preset\nname: x\nmode: automatic\n"),
      ['3:7 /mode "automatic" is not possible here | manual, observe, auto | -'],
    ],
    [
      "yes where true belongs",
      preset("kind: preset\nname: x\npipeline:\n  condense: yes\n"),
      ["4:13 /pipeline/condense expected true or false, found text | true or false | true"],
    ],
    [
      "an inline rule in trouble, in a list where names may stand",
      preset(
        "kind: preset\nname: x\nrules:\n  - drop-old\n  - name: y\n    when: { select: role:user }\n    action: { do: drop }\n",
      ),
      ['7:19 /rules/1/action/do "drop" is not possible here | compress, remove, move, pin, replace, stage | -'],
    ],
    [
      "neither a name nor a rule",
      preset("kind: preset\nname: x\nrules:\n  - 5\n"),
      [
        "4:5 /rules/0 expected text or a map (`key: value` lines), found the number 5 | text or a map (`key: value` lines) | -",
      ],
    ],
    [
      "a rule by a name that is none",
      preset("kind: preset\nname: x\nrules: [Drop_Old]\n"),
      [
        '3:9 /rules/0 "Drop_Old" is not possible here: lower-case letters, digits and single hyphens, beginning with a letter | lower-case letters, digits and single hyphens, beginning with a letter | drop-old',
      ],
    ],
    [
      "a rule twice",
      preset("kind: preset\nname: x\nrules: [a, a]\n"),
      ["3:12 /rules/1 the rule a stands here twice | - | -"],
    ],
    [
      "a preset that extends itself",
      preset("kind: preset\nname: x\nextends: x\n"),
      ["3:10 /extends a preset cannot extend itself | - | -"],
    ],
    [
      "a command to stage: presets run nothing",
      preset("kind: preset\nname: x\nstaging:\n  - name: y\n    source: { kind: command, command: ls }\n"),
      ['5:21 /staging/0/source/kind "command" is not possible here | text, file, glob | -'],
    ],
    [
      "a file out of the project",
      preset(
        "kind: preset\nname: x\nstaging:\n  - name: y\n    source:\n      kind: file\n      path: ../../.ssh/id_rsa\n",
      ),
      [
        '7:13 /staging/0/source/path "../../.ssh/id_rsa" is not possible here: a path inside the project, with forward slashes and without .. | a path inside the project, with forward slashes and without .. | -',
      ],
    ],
    [
      "a glob whose brace stays open",
      preset("kind: preset\nname: x\nstaging:\n  - name: y\n    source: { kind: glob, pattern: 'src/{a,b' }\n"),
      ["5:36 /staging/0/source/pattern a { is not closed by } | `*`, `**`, `?` and `{a,b}` | -"],
    ],
    [
      "a plugin's name that is none",
      preset("kind: preset\nname: x\nplugins:\n  My Plugin: {}\n"),
      [expect.stringMatching(/^4:3 \/plugins\/My Plugin "My Plugin" is not possible here/) as never],
    ],
    [
      "a zone that is none",
      template("kind: template\nname: x\nzones:\n  - select: role:user\n    zone: midle\n"),
      ['5:11 /zones/0/zone "midle" is not possible here | primacy, middle, recency | middle'],
    ],
    [
      "a selector of what is kept",
      template("kind: template\nname: x\nconstraints:\n  keep:\n    - role:user\n    - tool\n"),
      ["6:11 /constraints/keep/1 the selector cannot be read: tool is written tool: | - | tool:Read"],
    ],
    [
      "a budget that is too small",
      readProfile("budget:\n  limit: 10\n", ".aperture.yml"),
      ["2:10 /budget/limit 10 is too little: at least 1,000 | at least 1,000 | 1000"],
    ],
    [
      "a watch that leads out",
      readProfile("watch: [src/**, '../../**']\n", ".aperture.yml"),
      ['1:17 /watch/1 "../../**" leads out of the project | a glob inside the project | -'],
    ],
  ])("%s", (_, read, problems) => {
    expect(told(read as never)).toEqual(problems);
  });
});

describe("what is no YAML, or more of it than is read", () => {
  test.each<[string, string, string]>([
    ["a tab", "kind: rule\nwhen:\n\tselect: a\n", "3:1 a tab at the beginning of a line: YAML is indented with spaces"],
    ["a key twice", "kind: rule\nname: a\nname: b\n", "3:1 this key stands here twice"],
    ["a quote that stays open", 'kind: rule\nname: "a\n', '3:1 Missing closing "quote'],
    ["a bracket that stays open", "a: [1, 2\n", "2:1 the indentation does not fit the lines above"],
    ["two documents", "a: 1\n---\nb: 2\n", "2:1 a second document (`---`): one file holds one thing"],
    ["a tag", "kind: !!js/function 'x'\n", "1:7 tags (`!…`) are not read here"],
    ["a tag of its own", "a: 1\nkind: !secret x\n", "2:7 tags (`!…`) are not read here"],
    ["a merge key", "a: &a { b: 1 }\nc:\n  <<: *a\n", "3:3 merge keys (`<<`) are not read here: write the values out"],
    ["__proto__", "a:\n  __proto__: { b: 1 }\n", "2:3 `__proto__` is no key"],
    ["NUL", "a: 1\nb: \u0000\n", "2:4 the character U+0000 cannot be seen and may not be in it"],
    ["a direction turned round", "a: 1\nb: x\u202ey\n", "2:5 the character U+202E cannot be seen and may not be in it"],
    ["a tag character", "a: \u{e0041}\n", "1:4 the character U+E0041 cannot be seen and may not be in it"],
    ["YAML 1.1", "%YAML 1.1\n---\na: no\n", "1:1 YAML 1.1 is not read here, only 1.2"],
    ["an alias without its anchor", "a: *nothing\n", "1:4 there is no anchor &nothing before this alias"],
    ["an alias bomb", bomb(), "3:9 aliases stand for too much: write the values out"],
    ["a hundred lists in each other", `a: ${"[".repeat(100)}${"]".repeat(100)}\n`, "1:36 nested more than 32 deep"],
    ["10,000 lists in each other", `a: ${"[".repeat(10_000)}${"]".repeat(10_000)}\n`, "1:1 nested too deep"],
    [
      "200,000 lists in each other",
      `a: ${"[".repeat(199_000)}${"]".repeat(199_000)}\n`,
      "1:1 more lists and maps than are read in one file",
    ],
    ["a list that is a part of itself", "a: &a [1, *a]\n", "1:11 &a is a part of itself"],
    ["200 aliases", `a: &a x\nb: [${"*a, ".repeat(200)}1]\n`, "1:1 more than 100 aliases in one file"],
    ["a list as a key", "? [a]\n: 1\n", "1:3 a key has to be text"],
    ["too long", `a: ${"x".repeat(400_000)}\n`, "1:400001 longer than 400000 characters"],
    ["30,000 values", `a: [${"1,".repeat(30_000)}1]\n`, "1:1 more than 20000 values in one file"],
  ])("%s", (_, text, problem) => {
    const { value, problems } = readYaml(z.any(), text, "x.yml");
    expect(value).toBeNull();
    expect(`${problems[0]?.line}:${problems[0]?.column} ${problems[0]?.reason}`).toBe(problem);
  });
});

function bomb(): string {
  const names = "abcdefghi";
  const lines = [...names].map((name, index) =>
    index === 0 ? `  - &a [x, x, x, x, x]` : `  - &${name} [${`*${names[index - 1]}, `.repeat(9)}x]`,
  );
  return `a:\n${lines.join("\n")}\n`;
}

describe("what nobody knows", () => {
  const text = `${head}action:\n  do: remove\n  levl: minimal\nlimts:\n  keepNewest: 2\nzebra: 1\n`;

  test("is a warning with the nearest key, and has no effect", () => {
    const { value, problems, warnings } = rule(text);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ name: "x", action: { do: "remove" }, limits: { keepNewest: 0 } });
    expect(warnings.map(({ line, column, pointer, nearest }) => `${line}:${column} ${pointer} ${nearest}`)).toEqual([
      "7:3 /action/levl null",
      "8:1 /limts limits",
      "10:1 /zebra null",
    ]);
    expect(warnings[0]?.allowed).toBe("do");
  });

  test("in an inline rule of a preset, too", () => {
    const { value, warnings } = preset(
      "kind: preset\nname: x\nrules:\n  - name: y\n    when: { select: role:user, older: 3 }\n    action: { do: remove }\n",
    );
    expect(value).not.toBeNull();
    expect(warnings.map(({ pointer, nearest }) => `${pointer} ${nearest}`)).toEqual(["/rules/0/when/older null"]);
  });

  test("beside a problem: both are told", () => {
    const { problems, warnings } = preset("kind: preset\nname: x\nmode: auot\nmodel: x\n");
    expect(problems.map(({ nearest }) => nearest)).toEqual(["auto"]);
    expect(warnings.map(({ pointer, nearest }) => `${pointer} ${nearest}`)).toEqual(["/model mode"]);
  });
});

describe("what no file may set is refused by its name, with why", () => {
  test.each([
    ["upstreams: { anthropic: http://evil }", "where requests go"],
    ["hooks: { start: rm }", "they run nothing"],
    ["apiKey: sk-1", "keys come from the agents"],
    ["api_key: sk-1", "keys come from the agents"],
    ["token: x", "the token is a file of its own"],
    ["plugins: { a: {} }", "plugins are installed by the user"],
    ["mode: auto", "the program's own configuration"],
    ["budget: { command: ls }", "they run nothing"],
  ])("%s", (text, why) => {
    const { value, problems } = readProfile(`preset: calm\n${text}\n`, ".aperture.yml");
    expect(value).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBe(2);
    expect(problems[0]?.reason).toContain(why);
  });
});

describe("what is in order", () => {
  test("CRLF and a byte order mark count as an editor counts them", () => {
    const text = "\ufeffkind: rule\r\nname: x\r\nwhen: { select: role:usr }\r\naction: { do: remove }\r\n";
    expect(rule(text).problems.map(({ line, column }) => [line, column])).toEqual([[3, 22]]);
    expect(rule("\ufeffkind: rul\n").problems.find(({ pointer }) => pointer === "/kind")?.column).toBe(7);
    expect(rule(text.replace("usr", "user")).value).toMatchObject({ name: "x" });
  });

  test("an anchor that is used is a value as any other, and a slip in it is told where it stands", () => {
    const text =
      "kind: template\nname: x\nconstraints:\n  keep: &k [role:user]\n  require:\n    - { select: role:usr, says: a }\n";
    expect(template(text).problems.map(({ line, column }) => [line, column])).toEqual([[6, 22]]);
    expect(
      readYaml(z.object({ a: z.any(), b: z.array(LibraryName) }), "a: &a [x, Y]\nb: *a\n", "f").problems[0],
    ).toMatchObject({
      line: 1,
      column: 11,
      pointer: "/b/1",
    });
  });

  test("an empty profile is one that says nothing", () => {
    expect(readYaml(ProjectProfile, "# nothing yet\n", ".aperture.yml")).toEqual({
      value: {},
      problems: [],
      warnings: [],
    });
  });

  test("a file has to be called as it calls itself", () => {
    const text = `${head}action: { do: remove }\n`;
    expect(readItem("rule", text, "rules/y.yml", "y").problems).toEqual([
      expect.objectContaining({ line: 2, column: 7, pointer: "/name", nearest: "y" }),
    ]);
    expect(readItem("rule", text, "rules/x.yml", "x").value).toMatchObject({ name: "x" });
  });
});
