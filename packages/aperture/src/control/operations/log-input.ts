/** Characters of a text that the action log quotes: the whole of it is the change's. */
const quoted = 200;

/** What was asked for, as the action log keeps it: without what says how, without texts, and without values to hide. */
export function logInput(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { dryRun: _dryRun, reason: _reason, values, content, ...rest } = input;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(Array.isArray(values) ? { values: values.length } : {}),
    ...(typeof content === "string" ? { content: content.slice(0, quoted), characters: content.length } : {}),
  };
}
