import { compileRules } from "@aperture/engine/rules/compile-rules";
import { RuleError } from "@aperture/engine/rules/rule-error";
import { compileGlob, GlobError } from "@aperture/engine/selectors/glob";
import { parseSelector } from "@aperture/engine/selectors/parse-selector";
import { compilePattern, PatternError } from "@aperture/engine/selectors/pattern";
import { SelectorError } from "@aperture/engine/selectors/selector-error";
import { compileTemplate } from "@aperture/engine/templates/compile-template";
import type { InlineRule, Preset, ProjectProfile, Rule, Template } from "@aperture/sdk";
import type { Finding } from "./read-yaml.ts";
import type { Path } from "./yaml/place-of.ts";

/** Selectors, patterns and globs of a rule, at `path` of its file. */
export function checkRule(rule: Rule | InlineRule, path: Path = []): Finding[] {
  const found = selector([...path, "when", "select"], rule.when.select);
  if (rule.action.do === "replace") found.push(...pattern([...path, "action", "pattern"], rule.action.pattern));
  return found.length > 0 ? found : compiled(path, () => compileRules([inline(rule)]));
}

/** The rule itself, without what its file says beside. */
const inline = ({ name, description, when, action, limits }: Rule | InlineRule): InlineRule => ({
  name,
  description,
  when,
  action,
  limits,
});

export function checkTemplate(template: Template): Finding[] {
  const {
    zones,
    constraints: { keep, atMost, require },
  } = template;
  const found = [
    ...zones.flatMap(({ select }, index) => selector(["zones", index, "select"], select)),
    ...keep.flatMap((select, index) => selector(["constraints", "keep", index], select)),
    ...atMost.flatMap(({ select }, index) => selector(["constraints", "atMost", index, "select"], select)),
    ...require.flatMap(({ select }, index) => selector(["constraints", "require", index, "select"], select)),
  ];
  return found.length > 0 ? found : compiled([], () => compileTemplate(template));
}

export function checkPreset({ name, rules = [], staging = [], extends: bases = [] }: Preset): Finding[] {
  const found = checkRules(rules);
  if (bases === name || (Array.isArray(bases) && bases.includes(name)))
    found.push({ path: ["extends"], reason: "a preset cannot extend itself" });
  for (const [index, { source, condition }] of staging.entries()) {
    const at = ["staging", index];
    if (source.kind === "glob") found.push(...glob([...at, "source", "pattern"], source.pattern));
    if (condition.kind === "regex") found.push(...pattern([...at, "condition", "pattern"], condition.pattern));
    if (condition.kind === "file-touched") found.push(...glob([...at, "condition", "glob"], condition.glob));
  }
  return found;
}

export function checkProfile({ rules = [], watch = [] }: ProjectProfile): Finding[] {
  return [...checkRules(rules), ...watch.flatMap((each, index) => watched(["watch", index], each))];
}

/** Rules that are written where they are used, and no two of one name. */
function checkRules(rules: readonly (string | InlineRule)[]): Finding[] {
  const seen = new Set<string>();
  return rules.flatMap((rule, index) => {
    const name = typeof rule === "string" ? rule : rule.name;
    const twice = seen.has(name) ? [{ path: ["rules", index], reason: `the rule ${name} stands here twice` }] : [];
    seen.add(name);
    return [...twice, ...(typeof rule === "string" ? [] : checkRule(rule, ["rules", index]))];
  });
}

/** What only the engine knows, such as keys that are not known yet where blocks are sorted. */
function compiled(path: Path, compile: () => unknown): Finding[] {
  try {
    compile();
    return [];
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const { pointer, reason, nearest } = error;
    const parts = pointer.split("/").slice(1);
    return [{ path: [...path, ...parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part))], reason, nearest }];
  }
}

function selector(path: Path, text: string): Finding[] {
  try {
    parseSelector(text);
    return [];
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    const { reason, nearest, position } = error;
    return [{ path, reason: `the selector cannot be read: ${reason}`, nearest, position }];
  }
}

function pattern(path: Path, text: string): Finding[] {
  try {
    compilePattern(text);
    return [];
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return [{ path, reason: error.message, allowed: "RE2 syntax: no look-around, no back-references" }];
  }
}

function glob(path: Path, text: string): Finding[] {
  try {
    compileGlob(text, "path");
    return [];
  } catch (error) {
    if (!(error instanceof GlobError)) throw error;
    return [{ path, reason: error.message, allowed: "`*`, `**`, `?` and `{a,b}`" }];
  }
}

const outside = /^(?:[/~]|[A-Za-z]:)|(?:^|\/)\.\.(?:\/|$)|\\/;

function watched(path: Path, text: string): Finding[] {
  if (!outside.test(text)) return glob(path, text);
  return [
    {
      path,
      reason: `${JSON.stringify(text.slice(0, 60))} leads out of the project`,
      allowed: "a glob inside the project",
    },
  ];
}
