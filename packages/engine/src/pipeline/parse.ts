import { isFrame } from "../blocks/match-head.ts";
import { type Baseline, type PromptPart, readBaseline } from "../governor/baseline.ts";
import type { Change } from "../governor/change.ts";
import { promptSize } from "../governor/emission.ts";
import { isWaiting } from "../governor/transitions.ts";
import { redactText } from "../redaction/redact-text.ts";
import type { PipelineInput, PipelineRun } from "./pipeline-run.ts";
import { recordStep } from "./record-step.ts";
import { SeenBlock } from "./seen-block.ts";

/** The request as numbered blocks, as it would leave if nothing new were decided, and what the provider has of that. */
export function parse(run: PipelineRun): void {
  recordStep(run, "parse", () => {
    const { input } = run;
    const baseline = baselineOf(input);
    const { parts } = baseline.input;
    run.baseline = baseline;
    run.tokens = input.sizeOf?.(baseline.emission) ?? promptSize(baseline.emission);
    const waiting = new Set<number>();
    for (const change of input.changes) if (isWaiting(change.state)) waiting.add(change.block);
    const { editing } = input.dialect;
    const canEdit = input.document.readOnly === null;
    run.blocks = parts.map((part, position) => {
      const placed = input.drafts[position]!;
      return new SeenBlock({
        n: part.block,
        placed,
        position,
        originalTokens: part.tokens,
        change: baseline.sent.get(part.block),
        isPending: waiting.has(part.block),
        editable: canEdit && editing.refuse(placed.draft, "compress") === null,
        pinned: input.pins.get(part.block) ?? null,
        age: input.turn - input.firstTurn(part.block),
        isFree: (baseline.places.get(part.block) ?? 0) >= baseline.warm.parts,
      });
    });
    const byNumber = new Map<number, SeenBlock>();
    for (const block of run.blocks) byNumber.set(block.n, block);
    run.byNumber = byNumber;
    const { warm } = baseline;
    const tokens = Math.round(warm.tokens);
    return `${parts.length} blocks; ${warm.warm ? `${tokens} tokens are cached` : "nothing is cached"}`;
  });
}

/** The prompt as it would leave if nothing new were decided, and what the provider has of it. */
export function baselineOf(input: PipelineInput): Baseline {
  return readBaseline({
    ...promptOf(input),
    model: input.shape.model ?? "",
    changes: input.changes,
    isGone: input.isGone,
    isRefused: refusals(input),
    cache: input.cache,
    rules: input.rules,
    now: input.now,
  });
}

/**
 * What was legal when it was decided need not be any more: the client may have sealed the block, or put something where an
 * inserted text stood. One such change must not cost all the others their edit.
 */
function refusals({ dialect, document, drafts, numbers }: PipelineInput): (change: Change) => boolean {
  const { editing } = dialect;
  let places: Map<number, number> | undefined;
  const placedOf = (block: number | null) => {
    places ??= new Map(numbers.map((number, index) => [number, index]));
    return block === null ? undefined : drafts[places.get(block) ?? -1];
  };
  return (change) => {
    // A read-only body is not edited at all; that says nothing of the next one.
    if (document.readOnly !== null || change.kind === "redact") return false;
    if (change.kind === "insert") return editing.refuseInsert(document, placedOf(change.anchor) ?? null) !== null;
    const placed = placedOf(change.block);
    return placed !== undefined && editing.refuse(placed.draft, change.kind, change.text) !== null;
  };
}

/** The client's prompt as the governor counts it. */
export function promptOf(
  input: Pick<
    PipelineInput,
    "drafts" | "numbers" | "dialect" | "document" | "redactions" | "hash" | "tokensOf" | "rules"
  >,
): {
  parts: PromptPart[];
  settings: { hash: string; place: number };
  automatic: boolean;
} {
  const { drafts, numbers, dialect, document, redactions, hash, tokensOf, rules } = input;
  const { places, automatic } = dialect.editing.marks(document, drafts);
  const marks = new Set(places);
  const parts = drafts.map(({ draft }, index): PromptPart => {
    const canRedact = redactions.length > 0 && dialect.editing.refuse(draft, "redact") === null;
    const said = canRedact ? redactText(draft.text, redactions) : draft.text;
    const isSame = said === draft.text;
    return {
      key: draft.key,
      block: numbers[index]!,
      hash: isSame ? draft.hash : hash(said),
      originalHash: draft.hash,
      tokens: draft.tokens ?? tokensOf(draft.hash, draft.text),
      mark: marks.has(index),
    };
  });
  const first = drafts.findIndex(({ draft }) => !isFrame(draft.role, draft.kind));
  return {
    parts,
    settings: { hash: hash(dialect.editing.settings(document)), place: first < 0 ? drafts.length : first },
    automatic: automatic || rules.caching === "automatic",
  };
}

/** What is said of a block once redacted; the same string where nothing is. */
export const saidBy = (change: Change, redactions: PipelineInput["redactions"]): string =>
  redactions.length === 0 ? change.text : redactText(change.text, redactions);
