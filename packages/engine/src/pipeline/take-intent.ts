import type { ChangeKind, CompressionLevel } from "@aperture/sdk";
import { ghostOf } from "../compression/ghost.ts";
import type { Change } from "../governor/change.ts";
import { isWaiting } from "../governor/transitions.ts";
import type { Intent } from "../stage/intent.ts";
import type { PipelineRun } from "./pipeline-run.ts";
import type { SeenBlock } from "./seen-block.ts";

type BlockIntent = Exclude<Intent, { kind: "insert" | "setting" }>;

/** Takes down what a stage wants; answers why it cannot be, or null. Nobody but the user touches what is pinned. */
export function takeIntent(run: PipelineRun, stage: string, intent: Intent): string | null {
  const actor = intent.actor ?? stage;
  // A bypass, a holdout, mode observe: what would only wait until that is over is not asked for at all.
  if (run.input.nothingNew && intent.kind !== "zone" && intent.kind !== "pin")
    return "nothing new is done to this request";
  if (intent.kind === "insert") return insert(run, actor, intent);
  if (intent.kind === "setting") return setting(run, intent);
  const block = run.byNumber.get(intent.block);
  if (!block) return `block-${intent.block} is not in this request`;
  if (intent.kind === "zone") block.zone = intent.zone;
  else if (intent.kind === "pin") return pin(block, actor, intent);
  else if (intent.kind === "restore") return restore(run, actor, intent.block);
  else return change(run, actor, block, intent);
  return null;
}

/** Who says the same with every request, and is not the user: plugins, and what the user's library has. */
const isRepeating = (actor: string): boolean => /^(?:plugin|rule|template):/.test(actor);

/** A pin that a plugin could take off would hold no plugin back. */
function pin(block: SeenBlock, actor: string, { pinned }: Extract<Intent, { kind: "pin" }>): string | null {
  if (block.pinned !== null && isRepeating(actor)) return `block-${block.n} is pinned`;
  block.pinned = pinned;
  return null;
}

function change(run: PipelineRun, actor: string, block: SeenBlock, intent: BlockIntent): string | null {
  const { dialect, document, tokensOf, hash } = run.input;
  if (document.readOnly !== null) return document.readOnly;
  if (run.input.restored.has(block.n) && actor !== "user" && intent.forced !== true)
    return `a change of block-${block.n} was taken back`;
  if (block.pinned !== null && actor !== "user" && intent.forced !== true) return `block-${block.n} is pinned`;
  if (isUsers(run, actor, block.n) && intent.forced !== true) return `the user decided what block-${block.n} says`;
  const action = intent.kind as Extract<ChangeKind, "compress" | "edit" | "remove" | "redact">;
  const made = textOf(run, block, intent);
  if (made === null) return `nothing would be gained from block-${block.n}`;
  const refusal = dialect.editing.refuse(block.placed.draft, action, made.text);
  if (refusal) return refusal.reason;
  const textHash = hash(made.text);
  if (stands(run, actor, (known) => known.block === block.n && known.kind === action && known.hash === textHash))
    return saidAlready;
  const tokens = tokensOf(textHash, made.text);
  if (intent.kind === "compress" && tokens >= block.tokens) return `nothing would be gained from block-${block.n}`;
  add(run, intent, {
    block: block.n,
    kind: action,
    level: made.level,
    actor,
    text: made.text,
    hash: textHash,
    originalHash: block.hash,
    anchor: null,
    tokens,
  });
  block.isPending = true;
  return null;
}

/** Why nothing is done where the same is in force, or waits. */
export const saidAlready = "it says that already, or will";

/** Whoever says the same with every request has said it once. */
const stands = ({ input, created }: PipelineRun, actor: string, isSame: (change: Change) => boolean): boolean =>
  isRepeating(actor) &&
  [...input.changes, ...created].some((change) => change.actor === actor && isAlive(change) && isSame(change));

/** Plugins and rules leave alone what the user changed, or is about to: the newer change of a block takes the older one's place. */
const isUsers = ({ input }: PipelineRun, actor: string, block: number): boolean =>
  isRepeating(actor) &&
  input.changes.some((change) => change.block === block && change.actor === "user" && isAlive(change));

const isAlive = ({ state }: Change): boolean => state === "applied" || isWaiting(state);

function textOf(
  run: PipelineRun,
  block: SeenBlock,
  intent: BlockIntent,
): { text: string; level: CompressionLevel } | null {
  if (intent.kind === "edit" || intent.kind === "redact") return { text: intent.text, level: "original" };
  if (intent.kind === "remove") return { text: ghostOf(block), level: "minimal" };
  if (intent.kind !== "compress") return null;
  const { level } = intent;
  if (intent.text !== undefined) return { text: intent.text, level };
  const made = run.input.compress(level, {
    text: block.text,
    role: block.role,
    toolName: block.toolName,
    toolInput: inputOf(run, block),
    filePaths: block.filePaths,
    isError: block.isError,
    id: `block-${block.n}`,
    tokens: block.originalTokens,
  });
  return made && { text: made.text, level };
}

/** What a result answers tells what kind of text it is. */
function inputOf({ blocks }: PipelineRun, { role, toolId }: SeenBlock): string | undefined {
  if (role !== "tool_result" || toolId === undefined) return undefined;
  return blocks.find((block) => block.role === "tool_use" && block.toolId === toolId)?.text;
}

/** Another model has another cache: what is cached is not known before that is settled. */
function setting(run: PipelineRun, { settings }: Extract<Intent, { kind: "setting" }>): string | null {
  if (run.baseline !== null) return "settings of a request can only be changed before it is parsed";
  run.settings.push(settings);
  return null;
}

function insert(run: PipelineRun, actor: string, intent: Extract<Intent, { kind: "insert" }>): string | null {
  const { dialect, document, drafts, hash, tokensOf } = run.input;
  if (document.readOnly !== null) return document.readOnly;
  const anchor = anchorOf(run, intent.behind);
  const placed = anchor === null ? null : drafts[run.byNumber.get(anchor)?.position ?? -1];
  if (placed === undefined) return "there is no such place in this request";
  const refusal = dialect.editing.refuseInsert(document, placed);
  if (refusal) return refusal.reason;
  const textHash = hash(intent.text);
  if (stands(run, actor, (known) => known.kind === "insert" && known.hash === textHash)) return saidAlready;
  const change = add(run, intent, {
    block: -1 - run.created.length,
    kind: "insert",
    level: "original",
    actor,
    text: intent.text,
    hash: textHash,
    originalHash: null,
    anchor,
    tokens: tokensOf(textHash, intent.text),
  });
  run.origins.set(change.block, intent.origin);
  return null;
}

/** The tail is behind the last block of the client's that was not the model's own. */
function anchorOf(run: PipelineRun, behind: number | "tail" | "system"): number | null {
  if (behind === "system") return null;
  if (behind !== "tail") return behind;
  const last = run.blocks.findLast(({ role }) => role === "user" || role === "tool_result" || role === "image");
  return last?.n ?? null;
}

function restore(run: PipelineRun, actor: string, block: number): string | null {
  const inForce = run.baseline?.sent.get(block);
  if (!inForce) return `nothing is applied to block-${block}`;
  if (isRepeating(actor) && inForce.actor !== actor) return `what is applied to block-${block} is ${inForce.actor}'s`;
  if (inForce.state === "applied") run.takenBack.push(inForce);
  return null;
}

function add(
  run: PipelineRun,
  intent: Intent,
  facts: Omit<Change, "n" | "operation" | "lane" | "forced" | "state" | "appliedTurn">,
): Change {
  const change: Change = {
    ...facts,
    n: -1 - run.created.length,
    operation: null,
    lane: run.input.lane,
    forced: intent.forced ?? false,
    state: "pending",
    appliedTurn: null,
  };
  run.created.push(change);
  run.reasons.set(change, intent.reason);
  return change;
}
