import type { Change, ControlClient, StageRun } from "@aperture/sdk";

/** What a plugin did in one request. */
export interface TurnEffect {
  readonly turn: string;
  readonly stages: readonly StageRun[];
  readonly changes: readonly Change[];
  /** Unified diffs of the blocks it changed, by block id; the first few, shortened. */
  readonly diffs: Readonly<Record<string, string>>;
}

const mostDiffs = 5;
/** Lines of a diff: of each run of removed or added ones, and in all. */
const mostOfRun = 8;
const mostLines = 32;

/** Null where the plugin's stages were not part of the request: it was not governed, or its filter matched nothing. */
export async function readTurnEffect(
  control: Pick<ControlClient, "pipeline" | "diff">,
  plugin: string,
  turn: string,
): Promise<TurnEffect | null> {
  const { stages, changes } = await control.pipeline(turn);
  const own = stages.filter(({ stage }) => stage.startsWith(`plugin:${plugin}/`));
  if (own.length === 0) return null;
  const mine = changes.filter(({ actor }) => actor === `plugin:${plugin}`);
  const diffs: Record<string, string> = {};
  for (const { block, kind } of mine.slice(0, mostDiffs))
    if (kind !== "insert") diffs[block] = shortened((await control.diff(block)).diff);
  return { turn, stages: own, changes: mine, diffs };
}

/** As people read it: stages with their time, changes with their state, and what the blocks said and say. */
export function describeTurn({ turn, stages, changes, diffs }: TurnEffect): string {
  const lines = stages.map(({ stage, ms, intents, reason, error }) => {
    const wanted = Object.entries(intents).map(([kind, count]) => `${count} ${kind}`);
    const said = error ? `failed: ${error}` : wanted.join(", ") || (reason ?? "nothing to do");
    return `${turn}  ${stage.slice(stage.indexOf("/") + 1)}  ${ms.toFixed(2)} ms  ${said}`;
  });
  for (const { block, kind, level, state, price, reason } of changes) {
    const what = kind === "compress" ? level : kind;
    const saved = price ? `, ${price.tokensSaved < 0 ? "adds" : "saves"} ${Math.abs(price.tokensSaved)} tokens` : "";
    lines.push(`  ${block}  ${what} (${state}${saved})${reason ? `  ${reason}` : ""}`);
    if (diffs[block]) lines.push(...diffs[block].split("\n").map((line) => `    ${line}`));
  }
  return lines.join("\n");
}

/** Both sides of a long replacement are seen: not all that went, and nothing of what came. */
function shortened(diff: string): string {
  const kept: string[] = [];
  let run = 0;
  let before = "";
  const endRun = () => {
    if (run > mostOfRun) kept.push(`${before}… ${run - mostOfRun} more`);
  };
  for (const line of diff.trimEnd().split("\n")) {
    const sign = line.charAt(0);
    if (sign !== before) endRun();
    run = sign === before ? run + 1 : 1;
    before = sign;
    if (run <= mostOfRun) kept.push(line);
  }
  endRun();
  const more = kept.length - mostLines;
  return (more > 0 ? [...kept.slice(0, mostLines), `… ${more} more lines`] : kept).join("\n");
}
