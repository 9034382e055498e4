import type { PromptUnit } from "./prompt-units.ts";

/** Each of the client's units beside what left in its place; and what left beside them. */
export interface AlignedUnits {
  readonly pairs: readonly { readonly client: PromptUnit; readonly left: PromptUnit }[];
  readonly ours: readonly PromptUnit[];
}

/** A text of ours is known by what it says: the tests insert no text twice, and none that a client says. */
export function alignUnits(
  client: readonly PromptUnit[],
  left: readonly PromptUnit[],
  isOurs: (text: string) => boolean,
): AlignedUnits {
  const ours = left.filter(({ kind, text }) => kind === "text" && isOurs(text));
  const theirs = left.filter((unit) => !ours.includes(unit));
  if (theirs.length !== client.length)
    throw new Error(`the client said ${client.length} things, and ${theirs.length} of them left`);
  return { ours, pairs: client.map((unit, at) => ({ client: unit, left: theirs[at]! })) };
}
