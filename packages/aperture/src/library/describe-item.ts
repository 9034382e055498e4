import type { InlineRule, Preset, PresetStaged, ProjectProfile, Rule, RuleAction, Template } from "@aperture/sdk";

/** What something would change once it counts, in plain words, a line each. For whoever is asked to trust, import or apply it. */
export function describeItem(value: Preset | Rule | Template): string[] {
  if (value.kind === "preset") return describePreset(value);
  return value.kind === "rule" ? [describeRule(value)] : describeTemplate(value);
}

/** `.aperture.yml`. */
export function describeProfile({ preset, template, budget, rules = [], watch = [] }: ProjectProfile): string[] {
  return [
    ...(preset === undefined ? [] : [`sessions here begin with the preset ${preset}`]),
    ...(template === undefined ? [] : [`sessions here are ordered by the template ${template}`]),
    ...describeBudget(budget),
    ...describeRules(rules),
    ...(watch.length === 0 ? [] : [`changes of these files are told while a session works here: ${watch.join(", ")}`]),
  ];
}

function describePreset(preset: Preset): string[] {
  const bases = typeof preset.extends === "string" ? [preset.extends] : (preset.extends ?? []);
  const off = Object.entries(preset.pipeline ?? {}).filter(([, isOn]) => isOn === false);
  const on = Object.entries(preset.pipeline ?? {}).filter(([, isOn]) => isOn === true);
  const turns = preset.zones?.recentTurns;
  return [
    ...(bases.length === 0 ? [] : [`begins with ${bases.join(", ")}`]),
    ...(preset.mode === undefined ? [] : [modes[preset.mode]]),
    ...off.map(([stage]) => `turns the stage ${stage} off`),
    ...on.map(([stage]) => `turns the stage ${stage} on`),
    ...(turns === undefined ? [] : [`leaves the newest ${turns} requests' blocks out of the middle`]),
    ...describeBudget(preset.budget),
    ...describeRules(preset.rules ?? []),
    ...(preset.withoutRules ?? []).map((rule) => `without the rule ${rule}`),
    ...(preset.staging ?? []).map(describeStaged),
    ...(preset.template === undefined
      ? []
      : [preset.template === null ? "without any template" : `orders sessions by the template ${preset.template}`]),
    ...Object.entries(preset.plugins ?? {}).map(([plugin, { config, required }]) => {
      const settings = Object.entries(config).map(([key, value]) => `${key} = ${cut(JSON.stringify(value))}`);
      const sets = settings.length === 0 ? "" : `, and sets for all sessions: ${settings.join(", ")}`;
      return `${required ? "needs" : "uses"} the plugin ${plugin}${sets}`;
    }),
  ];
}

const modes: Readonly<Record<NonNullable<Preset["mode"]>, string>> = {
  observe: "nothing new is changed in any request (mode observe)",
  manual: "only what people and rules ask for is changed (mode manual)",
  auto: "old blocks are shortened by themselves where that pays (mode auto)",
};

function describeBudget(budget: ProjectProfile["budget"]): string[] {
  if (budget === undefined) return [];
  const { limit, strategy, lowWater } = budget;
  return [
    ...(limit === undefined
      ? []
      : [
          limit === null ? "the budget is the model's window" : `the budget is ${limit.toLocaleString("en-US")} tokens`,
        ]),
    ...(strategy === undefined ? [] : [strategies[strategy]]),
    ...(lowWater === undefined ? [] : [`condensing goes down to ${Math.round(lowWater * 100)} % of the budget`]),
  ];
}

const strategies = {
  warn: "beyond the budget it is said, and nothing else done",
  condense: "beyond the budget the cheapest blocks are shortened, whatever that costs once",
  block: "beyond the budget requests are refused",
} as const;

const describeRules = (rules: readonly (string | InlineRule)[]): string[] =>
  rules.map((rule) => (typeof rule === "string" ? `uses the rule ${rule}` : describeRule(rule)));

function describeRule({ name, when, action }: Pick<Rule | InlineRule, "name" | "when" | "action">): string {
  const conditions = [
    ...(when.olderThan === undefined ? [] : [`older than ${when.olderThan} requests`]),
    ...(when.budgetAbove === undefined ? [] : [`when the prompt is above ${Math.round(when.budgetAbove * 100)} %`]),
    ...(when.on === undefined ? [] : [events[when.on]]),
  ];
  const where = conditions.length === 0 ? "" : `, ${conditions.join(", ")}`;
  return `the rule ${name} ${describeAction(action)} \`${when.select}\`${where}`;
}

const events = {
  "session-start": "in a session's first request",
  "cache-cold": "while the cache is cold",
  compacted: "after the agent compacted",
} as const;

function describeAction(action: RuleAction): string {
  switch (action.do) {
    case "compress":
      return `sends ${action.level} what matches`;
    case "remove":
      return "leaves out what matches";
    case "move":
      return `moves to ${action.zone} what matches`;
    case "pin":
      return `pins to the ${action.at} what matches`;
    case "replace":
      return `writes ${quoted(action.with)} for every \`${cut(action.pattern)}\` in what matches`;
    case "stage":
      return `says ${quoted(action.text)} to the model where something matches`;
  }
}

function describeStaged({ name, source }: PresetStaged): string {
  if (source.kind === "text") return `says ${quoted(source.text)} to the model (${name})`;
  return `puts ${source.kind === "file" ? source.path : source.pattern} of the project into the conversation (${name})`;
}

function describeTemplate({ zones, caps, constraints: { keep, atMost, require } }: Template): string[] {
  return [
    ...zones.map(({ select, zone }) => `\`${select}\` stands in ${zone}`),
    ...Object.entries(caps).map(([zone, most]) => `${zone} holds ${(most ?? 0).toLocaleString("en-US")} tokens`),
    ...keep.map((select) => `\`${select}\` is never shortened`),
    ...atMost.map(
      ({ select, count, level }) => `of \`${select}\` the newest ${count} stay; older ones are sent ${level}`,
    ),
    ...require.map(({ says }) => `says so where it is missing: ${says}`),
  ];
}

const cut = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
const quoted = (text: string): string => JSON.stringify(cut(text));
