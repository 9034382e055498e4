import { type Layer, mergeValues } from "@aperture/engine/presets/merge-values";
import { missingItem } from "@aperture/engine/presets/missing-item";
import { compileRules } from "@aperture/engine/rules/compile-rules";
import { compileTemplate } from "@aperture/engine/templates/compile-template";
import type { InlineRule, MissingItem, PresetValues, RuleUse, Template } from "@aperture/sdk";
import type { Library, SessionProfile } from "../../library/contract.ts";
import { plainProfile } from "../../library/plain-profile.ts";
import type { Chosen } from "./chosen.ts";

export interface ProfileParts {
  readonly library: Library;
  readonly project: string | null;
  /** Preset and template by name, `none` or absent; rules one by one. */
  readonly chosen: Chosen;
  readonly everywhere: string | null;
  readonly failed: (what: string, error: unknown) => void;
}

/**
 * Lowest first: the configuration's preset; a trusted project's preset and what its profile says itself; the session's own preset, template and
 * rules. What is missing or cannot be read is left out and told: nobody's turn fails because a file has a typing error (law 4).
 */
export function makeProfile(parts: ProfileParts): SessionProfile {
  const { library, project, chosen, everywhere } = parts;
  const missing: MissingItem[] = [];
  const layers: Layer[] = [];
  const found = project === null ? null : library.project(project);
  const own = found?.state === "trusted" ? found.profile : null;

  const preset = chosen.preset ?? own?.preset ?? everywhere ?? "none";
  const isOwnChoice = chosen.preset !== undefined;
  // What somebody chose for this session goes over what the project says; what the project chose goes below what it says itself.
  if (preset !== "none" && !isOwnChoice) layers.push(...presetLayer(preset));
  if (own)
    layers.push({ from: "project", values: { budget: own.budget ?? {}, rules: rulesOf(own.rules ?? [], "project") } });
  if (preset !== "none" && isOwnChoice) layers.push(...presetLayer(preset));
  if (chosen.rules.length > 0) layers.push({ from: "session", values: { rules: rulesOf(chosen.rules, "session") } });
  if (layers.length === 0 && chosen.template === undefined && own?.template === undefined)
    return { ...plainProfile, missing };

  const { values, origins } = mergeValues(layers);
  const templateName = pickTemplate(values);
  const template =
    templateName === null ? null : attempt(() => library.template(templateName, project), `template ${templateName}`);
  const compiledRules = values.rules.length === 0 ? null : attempt(() => compileRules(values.rules), "its rules");
  const compiledTemplate = template && attempt(() => compileTemplate(template), `template ${template.name}`);
  return {
    values,
    compiledRules,
    compiledTemplate,
    origins,
    preset: preset === "none" ? null : preset,
    templateName,
    rules: chosen.rules,
    missing,
    isDemanding: isDemanding(values, template),
  };

  function presetLayer(name: string): Layer[] {
    const resolved = attempt(() => library.resolve(name, project), `preset ${name}`);
    if (!resolved) {
      const by = isOwnChoice ? "the session" : own?.preset ? "the project" : "the configuration";
      missing.push(missingItem("preset", name, by, names));
      return [];
    }
    missing.push(...resolved.missing);
    return [{ from: `preset:${name}`, values: resolved.values, origins: resolved.origins }];
  }

  function rulesOf(uses: readonly RuleUse[], by: string): InlineRule[] {
    return uses.flatMap((use) => {
      if (typeof use !== "string") return use;
      const rule = attempt(() => library.rule(use, project), `rule ${use} of the ${by}`);
      if (!rule) missing.push(missingItem("rule", use, `the ${by}`, names));
      return rule ?? [];
    });
  }

  function pickTemplate(merged: PresetValues): string | null {
    const name =
      chosen.template ?? (isOwnChoice ? merged.template : undefined) ?? own?.template ?? merged.template ?? null;
    return name === "none" ? null : name;
  }

  function names(kind: MissingItem["kind"]): string[] {
    return kind === "plugin" ? [] : library.names(kind, project);
  }

  function attempt<T>(work: () => T, what: string): T | null {
    try {
      return work();
    } catch (error) {
      parts.failed(what, error);
      return null;
    }
  }
}

/** Whether its requests have to be read before they leave. A budget that only warns, a size of a zone, do not make them. */
function isDemanding({ mode, budget, rules, staging }: PresetValues, template: Template | null): boolean {
  if (mode === "auto" || rules.length > 0 || staging.length > 0) return true;
  if (budget.strategy !== undefined && budget.strategy !== "warn") return true;
  return template !== null;
}
