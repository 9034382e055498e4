import type { Matches } from "./lane-memory.ts";
import type { RuleRequest } from "./rule-request.ts";
import type { Requirement, TemplateDuties } from "./template-duties.ts";

/**
 * Of what a template asks for and the conversation lacks: what has not been said in this lane. `matches` are those of its requirements,
 * null where one cannot be decided in this session; one that waits for a text to be searched is not missing yet.
 */
export function unmetRequirements(
  { requires }: TemplateDuties,
  matches: readonly (Matches | null)[],
  request: RuleRequest,
): { readonly says: string; readonly isNew: boolean }[] {
  const { turn } = request.context;
  return requires.flatMap((requirement, index) => {
    const known = matches[index];
    if (!known || known.waiting.length > 0) return [];
    const isSaid = known.once !== 0 && known.once !== turn;
    if (isSaid || isMet(requirement, known, request)) return [];
    const isNew = known.once === 0;
    known.once = turn;
    return [{ says: requirement.says, isNew }];
  });
}

function isMet({ select, atLeast }: Requirement, { all }: Matches, request: RuleRequest): boolean {
  let left = atLeast;
  for (const { block } of all) if (request.matches(select, block) && --left === 0) return true;
  return false;
}
