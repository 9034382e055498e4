import { InlineRule } from "@aperture/sdk";

/** A rule by its selector and action; the rest as it is where nothing is said. */
export const inlineRule = (
  select: string,
  action: Record<string, unknown>,
  rest: {
    readonly name?: string;
    readonly when?: object;
    readonly limits?: object;
    readonly description?: string;
  } = {},
): InlineRule =>
  InlineRule.parse({
    name: rest.name ?? "some-rule",
    description: rest.description ?? "",
    when: { select, ...rest.when },
    action,
    limits: rest.limits ?? {},
  });
