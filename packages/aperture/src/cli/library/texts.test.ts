import { Preset, type PresetValues, Rule, Template, type YamlProblem } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { appliedOf, effectOf, itemOf, previewOf } from "../../api/testing/memory-library.ts";
import { plainText } from "../plain-text.ts";
import { describeApplied } from "./describe-applied.ts";
import { describeChange } from "./describe-change.ts";
import { describeEffect } from "./describe-effect.ts";
import { describeItem, missingText } from "./describe-item.ts";
import { describePreview } from "./describe-preview.ts";
import { explainProblem, sourceOf } from "./explain-problem.ts";
import { newText, renamedText } from "./new-text.ts";
import { originOf, ruleText, valueRows } from "./value-rows.ts";

const hostile = "ok\nIt brings 1 item:\n  preset fine\u001b[2J\u202e";

describe("a problem of a file", () => {
  const problem: YamlProblem = {
    file: "/home/me/calm.yml",
    line: 2,
    column: 7,
    pointer: "/mode",
    reason: "is atuo",
    allowed: "manual, auto, observe",
    nearest: "auto",
  };

  test("is told by place, with the line and a caret below it", () => {
    expect(explainProblem(problem, "kind: preset\nmode: atuo\n")).toBe(
      [
        "/home/me/calm.yml:2:7: is atuo",
        "  2 | mode: atuo",
        "    |       ^",
        "  allowed: manual, auto, observe",
        "  did you mean auto?",
      ].join("\n"),
    );
  });

  test.each([
    ["a line that is not there", "kind: preset"],
    ["no source at all", null],
  ])("of %s is told without it", (_, source) => {
    expect(explainProblem({ ...problem, allowed: null, nearest: null }, source)).toBe("/home/me/calm.yml:2:7: is atuo");
  });

  test("far to the right the caret still points at its place", () => {
    const source = `${"x".repeat(500)}HERE`;
    const [, line = "", caret = ""] = explainProblem({ ...problem, line: 1, column: 501 }, source).split("\n");
    expect(line.slice(caret.indexOf("^"))).toMatch(/^HERE/);
    expect(line.length).toBeLessThan(130);
  });

  test("tabs and what a terminal acts on do not move the caret", () => {
    const [, line = "", caret = ""] = explainProblem(problem, "\n\t\u001b[2J\u202eab:x").split("\n");
    expect(line).toBe("  2 | \t[2Jab:x");
    expect(caret).toBe("    | \t   ^");
  });

  test("whose file is gone has no source", () => {
    expect(sourceOf({ ...problem, file: "/nowhere/at/all.yml" })).toBeNull();
  });
});

describe("values", () => {
  const values: PresetValues = {
    mode: "auto",
    template: null,
    pipeline: { condense: false },
    zones: { recentTurns: 3 },
    budget: { limit: 100_000 },
    rules: [
      {
        name: "trim-logs",
        description: "",
        when: { select: "tool:Bash", olderThan: 6, budgetAbove: 0.8, on: "cache-cold" },
        action: { do: "compress", level: "trimmed" },
        limits: { keepNewest: 2, minTokens: 100, perRequest: 5 },
      },
    ],
    staging: [
      {
        name: "plan",
        source: { kind: "text", text: "Think\nfirst" },
        zone: "recency",
        position: null,
        condition: { kind: "always" },
        priority: 0,
        tokenCap: 100,
      },
    ],
    plugins: { tidy: { config: { limit: 3 }, required: true } },
  };

  test("what comes with the release, over what ships, takes nobody's place and has no key of before", () => {
    const item = previewOf().items[0]!;
    const preview = previewOf({
      bundled: true,
      signer: { fingerprint: `ed25519:${"b".repeat(64)}`, publisher: "Aperture", status: "known" },
      items: [{ ...item, state: "replaces", over: "starter" }],
    });
    const text = describePreview(preview);
    expect(text).toContain("the key of what comes with Aperture");
    expect(text).toContain("another than the starter library's of that name");
    expect(text).not.toMatch(/REPLACES yours|signed under this name before/);
  });

  test("are one line each", () => {
    expect(valueRows(values)).toEqual([
      ["mode", "auto"],
      ["template", "null"],
      ["pipeline.condense", "false"],
      ["zones.recentTurns", "3"],
      ["budget.limit", "100000"],
      [
        "rules.trim-logs",
        "tool:Bash, older than 6 requests, above 80 % of the budget, on cache-cold, but the newest 2, from 100 tokens, at most 5 a request: compress to trimmed",
      ],
      ["staging.plan", "text into recency, at most 100 tokens: Think first"],
      ["plugins.tidy.required", "true"],
      ["plugins.tidy.config.limit", "3"],
    ]);
  });

  test.each([
    ["budget.limit", "preset:calm"],
    ["budget.strategy", "project"],
    ["plugins.tidy.config.limit", "preset:b"],
    ["mode", "-"],
    ["constructor", "-"],
  ])("%s comes from %s", (path, from) => {
    expect(originOf(path, { "budget.limit": "preset:calm", budget: "project", "plugins.tidy": "preset:b" })).toBe(from);
  });

  test.each([
    [{ do: "remove" }, "remove"],
    [{ do: "move", zone: "middle" }, "move to middle"],
    [{ do: "pin", at: "top" }, "pin to the top"],
    [{ do: "replace", pattern: "\\d+", with: "n" }, 'replace \\d+ by "n"'],
    [{ do: "stage", text: "Think" }, 'stage "Think"'],
  ] as const)("%j as words", (action, words) => {
    const { when, limits } = Rule.parse({ kind: "rule", name: "a", when: { select: "x" }, action });
    expect(ruleText({ when, action, limits })).toBe(`x: ${words}`);
  });

  test("a preset is shown with who says each of them", () => {
    const text = describeItem({
      ...itemOf("preset", "calm"),
      description: hostile,
      isDefault: true,
      sessions: ["session-1"],
      resolved: { values, origins: { mode: "preset:quiet" }, chain: ["calm", "quiet", "base"], missing: [] },
      effect: {
        kind: "preset",
        name: "calm",
        sessions: 2,
        requests: 1_000,
        billChange: -0.2,
        tokenChange: 0,
        best: -0.3,
        worst: 0.001,
      },
    });
    expect(text).toMatch(/^extends +quiet → base$/m);
    expect(text).toMatch(/^in force +every new session, session-1$/m);
    expect(text).toMatch(/^mode +auto +preset:quiet$/m);
    expect(text).toContain("bill -20.0 %, tokens ±0.0 % on 2 sessions with 1,000 requests (-30.0 % to +0.1 %)");
    expect(text.match(/^It brings/gm)).toBeNull();
    expect(text).not.toContain("\u001b");
  });

  test("a template and a rule are shown by what they say", () => {
    const template = Template.parse({
      kind: "template",
      name: "plan-first",
      zones: [{ select: "tool:Read", zone: "middle" }],
      caps: { middle: 80_000 },
      constraints: {
        keep: ["role:user"],
        atMost: [{ select: "tool:Bash", count: 3 }],
        require: [{ select: "role:user", says: hostile }],
      },
    });
    const text = describeItem({ ...itemOf("template", "plan-first"), value: template });
    expect(text).toMatch(/^cap +middle: 80,000 tokens$/m);
    expect(text).toMatch(/^at most +3 of tool:Bash, older ones summarized$/m);
    expect(text.match(/^It brings/gm)).toBeNull();
    const rule = Rule.parse({ kind: "rule", name: "a", when: { select: "x" }, action: { do: "remove" } });
    expect(describeItem({ ...itemOf("rule", "a"), value: rule })).toMatch(/\n\nx: remove$/);
  });
});

test.each([
  [-0.213, "-21.3 %"],
  [0.0041, "+0.4 %"],
  [0, "±0.0 %"],
  [-0.0004, "±0.0 %"],
])("a change of %d is %s", (change, text) => {
  expect(describeChange(change)).toBe(text);
});

test("what is missing is told with the command that would bring it", () => {
  const missing = {
    kind: "rule",
    name: "trim-lgs",
    by: "preset calm",
    install: "aperture rule install trim-lgs",
    nearest: "trim-logs",
  } as const;
  expect(missingText(missing)).toBe(
    "preset calm wants rule trim-lgs, which is not there: aperture rule install trim-lgs; or did it mean trim-logs?",
  );
});

describe("an effect", () => {
  test("says bill, tokens and the blocks that differ most", () => {
    const block = {
      session: "session-1",
      block: "block-7",
      turn: 3,
      what: "compress trimmed",
      actor: "rule:a",
      tokensBefore: 2_000,
      tokensAfter: 300,
    };
    const text = describeEffect(
      effectOf({
        blocks: Array.from({ length: 20 }, () => block),
        changedBlocks: 41,
        before: { promptTokens: 1_000, bill: 800, usd: 0.5 },
        after: { promptTokens: 900, bill: 700, usd: 0.4 },
      }),
    );
    expect(text).toMatch(/^bill \(token equivalents\) +800 +700 +-12\.5 %$/m);
    expect(text).toMatch(/^USD +0\.5000 +0\.4000$/m);
    expect(text).toContain("41 blocks would have been sent otherwise, the 15 that differ most:");
    expect(text.match(/block-7/g)).toHaveLength(15);
  });

  test("that does nothing says so; one that cannot be made warns", () => {
    const text = describeEffect(effectOf({ invalid: 2, p50: null }));
    expect(text).toContain("No block would have been sent otherwise.");
    expect(text).toContain("2 requests could not be made: do not apply this.");
    expect(text).not.toContain("USD");
  });
});

describe("a pack before it is taken in", () => {
  test("says who signed it first, then what it would do, and how it differs", () => {
    const [item] = previewOf().items;
    const diff = ["--- yours", "+++ theirs", ...Array.from({ length: 60 }, (_, index) => `+line ${index}`)].join("\n");
    const text = describePreview(
      previewOf({ note: "For the team", items: [item!, { ...item!, state: "replaces", diff }] }),
    );
    expect(text).toMatch(/^Signed by Somebody \(ed25519:b+…\), a key never seen before/);
    expect(text).toContain("  2026-01-02: For the team");
    expect(text).toContain("preset calm 1.0.0: new\n      sets the mode to auto");
    expect(text).toContain("preset calm 1.0.0: REPLACES yours");
    expect(text).toContain("      | +line 37\n      (22 lines more");
  });

  test("a stranger writes no line of ours, and nothing the terminal acts on", () => {
    const [item] = previewOf().items;
    const signer = { ...previewOf().signer, publisher: hostile };
    const preview = previewOf({
      signer,
      note: hostile,
      items: [{ ...item!, says: [hostile], state: "replaces", diff: hostile }],
    });
    const text = plainText(describePreview(preview));
    expect(text.match(/^It brings/gm)).toHaveLength(1);
    expect(text.match(/^ {2}preset fine/gm)).toBeNull();
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  });

  test.each([
    ["own", "this installation's own key"],
    ["known", "a key that is known here"],
    ["changed", "ANOTHER KEY"],
  ] as const)("a signer that is %s", (status, words) => {
    expect(describePreview(previewOf({ signer: { ...previewOf().signer, status, publisher: "" } }))).toMatch(
      new RegExp(`^Signed by somebody without a name .*${words}`),
    );
  });
});

describe("what was applied", () => {
  test("is told setting by setting", () => {
    const plugins = [{ plugin: "tidy", path: "limit", before: null, after: "3" }];
    const text = describeApplied(appliedOf("preset", "calm", { plugins }), false);
    expect(text).toMatch(/^preset calm is applied to session-1$/m);
    expect(text).toMatch(/^mode +manual +auto$/m);
    expect(text).toMatch(/^tidy: limit +- +3$/m);
  });

  test.each([
    [{ where: "everywhere" }, true, "rule a is taken away from every new session"],
    [{ dryRun: true }, false, "rule a would be applied to session-1; nothing was done"],
  ])("%j, taken away: %s", (fields, removed, words) => {
    expect(describeApplied(appliedOf("rule", "a", fields), removed).split("\n")[0]).toBe(words);
  });

  test("rules are told in words, and what is no rule as it came", () => {
    const rule = { name: "a", description: "", when: { select: "tool:Bash" }, action: { do: "remove" }, limits: {} };
    const rows = [
      { path: "rules.a", before: null, after: JSON.stringify(rule) },
      { path: "rules.b", before: "{", after: '{"do":1}' },
    ];
    const text = describeApplied(appliedOf("preset", "calm", { changes: rows }), false);
    expect(text).toMatch(/^rules\.a +- +tool:Bash: remove$/m);
    expect(text).toMatch(/^rules\.b +\{ +\{"do":1\}$/m);
  });

  test("nothing that changes is said to be so", () => {
    expect(describeApplied(appliedOf("rule", "a", { changes: [] }), false)).toContain("Nothing counts otherwise");
  });
});

describe("a file to begin with", () => {
  const schemas = { preset: Preset, rule: Rule, template: Template } as const;
  test.each(["preset", "rule", "template"] as const)(
    "%s: is valid as it stands, and with every comment taken in",
    (kind) => {
      const text = newText(kind, "mine");
      expect(schemas[kind].parse(parse(text))).toMatchObject({ kind, name: "mine" });
      const all = text.replace(/^( *)# /gm, "$1").replace(/^ *keep: \[\]\n/m, "");
      expect(schemas[kind].safeParse(parse(all)).error?.issues ?? []).toEqual([]);
    },
  );

  test("another one's keeps comments, quotes and unknown keys", () => {
    const text = "# mine\nkind: rule   # a rule\n\"name\": 'old'  # its name\nfuture: [1,   2]\n";
    expect(renamedText(text, "new-one")).toBe(text.replace("'old'", "new-one"));
    expect(renamedText("kind: rule\n", "new-one")).toBe("kind: rule\nname: new-one\n");
  });
});
