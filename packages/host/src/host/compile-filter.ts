import type { StageFilter } from "@aperture/sdk";
import type { BlockFacts } from "../border/block-facts.ts";
import type { RequestFacts } from "../border/calls.ts";

/** Whether a stage wants this request. */
export type Wants = (blocks: readonly BlockFacts[], request: Pick<RequestFacts, "dialect" | "laneKind">) => boolean;

/**
 * A manifest's filter as a function, so that nothing crosses to a plugin that does not want it: microseconds for hundreds of blocks.
 * All fields that ask for something of a block must match the same block.
 */
export function compileFilter(filter: StageFilter | undefined): Wants {
  if (!filter) return () => true;
  const { dialect, lane } = filter;
  const wantsRequest = (request: Pick<RequestFacts, "dialect" | "laneKind">): boolean =>
    (lane === undefined || lane === request.laneKind) && (dialect === undefined || dialect.includes(request.dialect));
  const matches = compileBlock(filter);
  if (!matches) return (_, request) => wantsRequest(request);
  return (blocks, request) => {
    if (!wantsRequest(request)) return false;
    for (const block of blocks) if (matches(block)) return true;
    return false;
  };
}

/** Null where nothing is asked of blocks. One function for each field, none for absent ones. */
function compileBlock(filter: StageFilter): ((block: BlockFacts) => boolean) | null {
  const checks: ((block: BlockFacts) => boolean)[] = [];
  const { role, zone, toolName, minTokens } = filter;
  if (role) checks.push(among(role, (block) => block.role));
  if (zone) checks.push(among(zone, (block) => block.zone));
  if (toolName) checks.push(among(toolName, (block) => block.toolName));
  if (minTokens !== undefined) checks.push((block) => block.tokens >= minTokens);
  const [first, second] = checks;
  if (!first) return null;
  if (!second) return first;
  if (checks.length === 2) return (block) => first(block) && second(block);
  return (block) => checks.every((check) => check(block));
}

/** Most filters name one or two values: comparing is faster than hashing. */
function among<T extends string>(
  values: readonly T[],
  of: (block: BlockFacts) => T | undefined,
): (block: BlockFacts) => boolean {
  const [first, second] = values;
  if (values.length === 1) return (block) => of(block) === first;
  if (values.length === 2)
    return (block) => {
      const value = of(block);
      return value === first || value === second;
    };
  const set = new Set<string | undefined>(values);
  return (block) => set.has(of(block));
}
