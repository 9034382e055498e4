import type { ContextHealth } from "@aperture/sdk";
import type { TextWaste } from "./text-waste.ts";

export interface HealthFacts {
  /** Prompt tokens of the newest request and what they are held against, or null. */
  readonly tokens: number;
  readonly limit: number | null;
  readonly turnsLeft: number | null;
  /** Tokens and staleness of the newest request's blocks, without system prompt and tools. */
  readonly blocks: readonly { readonly tokens: number; readonly staleness: number }[];
  /** Of the tool results' texts. */
  readonly waste: TextWaste;
  /** Prompt tokens of the last turns, and how many of them were read from the cache; null where the provider never says. */
  readonly cache: { readonly prompt: number; readonly read: number } | null;
  /** Of the last tool results. */
  readonly results: { readonly count: number; readonly failed: number };
}

type Factor = ContextHealth["factors"][number];
type Measure = Omit<Factor, "score"> & { readonly score: number };

/** From here a block's text is more dead weight than context. */
const STALE = 60;

/** How well a context is kept, 0 to 100: the weighted mean of what can be measured, each with a sentence. */
export function contextHealth(facts: HealthFacts): Omit<ContextHealth, "sessionId"> {
  const factors = [room(facts), staleness(facts), repetition(facts), cache(facts), noise(facts), failures(facts)].map(
    (factor): Factor => ({ ...factor, score: Math.round(Math.min(100, Math.max(0, factor.score))) }),
  );
  const weight = factors.reduce((sum, factor) => sum + factor.weight, 0);
  const score = factors.reduce((sum, factor) => sum + factor.score * factor.weight, 0) / weight;
  return { score: Math.round(score), factors };
}

/** Full marks up to half of the limit, none at the limit. */
function room({ tokens, limit, turnsLeft }: HealthFacts): Measure {
  if (limit === null)
    return unmeasured("room", `${count(tokens)} tokens are used; neither a budget nor the model's window is known.`);
  const used = tokens / limit;
  const left =
    turnsLeft === null ? "" : `: room for ${turnsLeft === 0 ? "none" : `about ${count(turnsLeft)}`} more requests`;
  const help = used > 0.8 ? " Shorten old tool results, or let the agent compact." : "";
  return {
    name: "room",
    weight: 0.3,
    score: (1 - used) * 200,
    detail: `${count(tokens)} of ${count(limit)} tokens are used (${percent(used)})${left}.${help}`,
  };
}

function staleness({ blocks }: HealthFacts): Measure {
  const all = blocks.reduce((sum, { tokens }) => sum + tokens, 0);
  const weighted = blocks.reduce((sum, block) => sum + block.tokens * block.staleness, 0);
  const stale = blocks.reduce((sum, block) => sum + (block.staleness >= STALE ? block.tokens : 0), 0);
  const share = all === 0 ? 0 : stale / all;
  const help = share > 0.2 ? " Compress them: `aperture blocks compress`." : "";
  return {
    name: "staleness",
    weight: 0.2,
    score: all === 0 ? 100 : 100 - weighted / all,
    detail: `${count(stale)} tokens (${percent(share)}) are out of date: read again, written over or retried since.${help}`,
  };
}

function repetition({ waste }: HealthFacts): Measure {
  const share = shareOf(waste.repeated, waste.characters);
  const help = share > 0.2 ? " Trimming leaves out lines that an earlier read holds." : "";
  return {
    name: "repetition",
    weight: 0.15,
    score: 100 - share * 200,
    detail: `${percent(share)} of the tool output repeats lines that are there already.${help}`,
  };
}

function cache({ cache: billed }: HealthFacts): Measure {
  if (!billed || billed.prompt === 0)
    return unmeasured("cache", "No cache reads were reported: nothing can be said of the cache yet.");
  const share = billed.read / billed.prompt;
  const help =
    share < 0.8
      ? " Something near the beginning changes between requests, or pauses outlast the cache: see the `cache-missed` events."
      : "";
  return {
    name: "cache",
    weight: 0.2,
    // Recorded sessions read 97.5 % of their prefix: half of the prompt read is already a bad sign.
    score: (share - 0.5) * 250,
    detail: `${percent(share)} of the last requests' prompt tokens were read from the provider's cache.${help}`,
  };
}

function noise({ waste }: HealthFacts): Measure {
  const share = shareOf(waste.noise, waste.characters);
  const help = share > 0.05 ? " Quiet flags (`--silent`, `--no-progress`) of the commands help." : "";
  return {
    name: "noise",
    weight: 0.05,
    score: 100 - share * 400,
    detail: `${percent(share)} of the tool output is progress bars, colours and rules.${help}`,
  };
}

function failures({ results }: HealthFacts): Measure {
  const share = shareOf(results.failed, results.count);
  const help = share > 0.25 ? " The agent may be going round in circles: look at the last errors." : "";
  return {
    name: "failures",
    weight: 0.1,
    score: 100 - share * 200,
    detail: `${results.failed} of the last ${results.count} tool results are errors.${help}`,
  };
}

/** Counts for nothing. */
const unmeasured = (name: Factor["name"], detail: string): Measure => ({ name, weight: 0, score: 100, detail });

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const count = (value: number): string => Math.round(value).toLocaleString("en-US");
