import type { RuleTrigger } from "@aperture/sdk";
import type { Intent } from "../stage/intent.ts";
import type { StageBlock, StageContext } from "../stage/stage.ts";
import type { CompiledRule } from "./compiled-rule.ts";
import type { KnownBlock, LaneMemory, Matches } from "./lane-memory.ts";
import { type RuleRequest, rank } from "./rule-request.ts";

/** What a rule wants of a request. Answers in the order of the blocks. */
export function applyRule(rule: CompiledRule, matches: Matches, request: RuleRequest): Intent[] {
  const { action } = rule;
  // What nothing comes of must not count as asked: it would never be asked again.
  if (request.context.nothingNew && action.do !== "move" && action.do !== "pin") return [];
  const due = dueFor(rule, matches, request);
  if (action.do === "stage") return due === NEVER ? [] : stageOnce(rule, action.text, matches, { request, due });
  if (action.do === "move" || action.do === "pin") return place(rule, matches, { request, due });
  return due === NEVER ? [] : change(rule, matches, { request, due });
}

/** A request, and the turn that a block has to be of at the latest for a rule to act upon it now. */
interface Due {
  readonly request: RuleRequest;
  readonly due: number;
}

const NEVER = Number.NEGATIVE_INFINITY;
const ALL = Number.POSITIVE_INFINITY;

/** A rule's moment is held open for what was there in it, until the texts that were not searched in time are. */
function dueFor({ on, budgetAbove }: CompiledRule, matches: Matches, { context, memory }: RuleRequest): number {
  const { turn, limit, tokens } = context;
  const isWaiting = matches.waiting.length > 0;
  if (on !== null && isMoment(on, context, memory)) matches.moment = isWaiting ? { turn, until: ALL } : null;
  else if (matches.moment && !isWaiting) matches.moment.until = Math.min(matches.moment.until, turn);
  if (budgetAbove !== null && (limit === null || tokens <= budgetAbove * limit)) return NEVER;
  if (on === null || isMoment(on, context, memory)) return ALL;
  return matches.moment && turn <= matches.moment.until ? matches.moment.turn : NEVER;
}

function isMoment(on: RuleTrigger["on"], { turn, cold }: StageContext, memory: LaneMemory): boolean {
  if (on === "session-start") return turn === 1;
  if (on === "cache-cold") return cold;
  return memory.compacted;
}

/** Texts that become others. A rule asks once for each block: what was refused or taken back is not asked for again. */
function change(rule: CompiledRule, matches: Matches, { request, due }: Due): Intent[] {
  const { turn } = request.context;
  const newest = beginningOfNewest(rule, matches, request);
  const intents: Intent[] = [];
  let anyDone = false;
  for (const candidate of matches.open) {
    const { block: known, asked } = candidate;
    if (intents.length >= rule.perRequest || known.index >= newest) break;
    if (asked !== 0 && asked !== turn) candidate.isDone = anyDone = true;
    else if (request.isChangeable(known) && isWanted(rule, known, { request, due })) {
      const isTimed = rule.action.do === "replace";
      const isFirst = !request.deadline.isRunning;
      if (isTimed && request.deadline.isLate()) break;
      const block = request.blockOf(known);
      const intent = isReached(rule, block) ? null : changeOf(rule, known, request);
      if (intent) {
        candidate.asked = turn;
        request.touch(known);
        known.expected = intent.kind === "remove" ? 0 : request.context.countTokens(intent.text);
        intents.push(intent);
      } else if (isTimed && !isFirst && request.deadline.isLate()) break;
      // One that takes longer than a request may wait has nothing to hope for from the next one.
      else candidate.isDone = anyDone = true;
    }
  }
  if (anyDone) matches.open = matches.open.filter(({ isDone }) => !isDone);
  return intents;
}

/** Somebody did it already. */
function isReached({ action }: CompiledRule, { level, sent, text }: StageBlock): boolean {
  if (action.do === "compress") return rank[level] >= rank[action.level];
  // An edit would take the place of what is in force.
  return action.do === "replace" && sent !== text;
}

type Change = Extract<Intent, { kind: "remove" | "restore" }> | (Intent & { readonly text: string });

function changeOf(
  { action, reason, actor }: CompiledRule,
  known: KnownBlock,
  request: RuleRequest,
): (Change & { kind: "remove" | "compress" | "edit" }) | null {
  const base = { block: known.n, reason, actor };
  if (action.do === "remove") return { kind: "remove", ...base };
  if (action.do === "compress") {
    const text = request.textAt(action.level, known);
    return text === null ? null : { kind: "compress", level: action.level, text, ...base };
  }
  const text = action.do === "replace" ? action.replace(request.blockOf(known).text, request.deadline.isLate) : null;
  return text === null ? null : { kind: "edit", text, ...base };
}

/** Zones and pins are those of one request: what was placed once is placed with each. */
function place(rule: CompiledRule, matches: Matches, { request, due }: Due): Intent[] {
  const { turn } = request.context;
  const newest = due !== NEVER ? beginningOfNewest(rule, matches, request) : 0;
  const intents: Intent[] = [];
  let left = rule.perRequest;
  for (const candidate of matches.open) {
    const block = request.blockOf(candidate.block);
    if (candidate.asked === 0) {
      const isNext = left > 0 && candidate.block.index < newest && block.pinned === null;
      if (!isNext || !isWanted(rule, candidate.block, { request, due })) continue;
      candidate.asked = turn;
    }
    if (candidate.asked === turn) left--;
    const intent = placeOf(rule, block, request);
    if (!intent) continue;
    // Pinned for this request: nobody behind touches it.
    if (intent.kind === "pin") request.touch(candidate.block);
    intents.push(intent);
  }
  return due === NEVER ? intents : [...intents, ...holdBack(rule, matches, { request, due })];
}

/** What a rule may pin once its text is searched is pinned until then: what was shortened in between would stay so. */
function holdBack({ action, name, actor }: CompiledRule, { waiting }: Matches, { request, due }: Due): Intent[] {
  if (action.do !== "pin") return [];
  return waiting.flatMap((known): Intent[] => {
    const { n, pinned } = request.blockOf(known);
    if (pinned !== null || known.firstTurn > due || request.isTouched(known)) return [];
    request.touch(known);
    return [{ kind: "pin", block: n, pinned: action.at, reason: `rule ${name}: its text is not searched yet`, actor }];
  });
}

function placeOf(
  { action, reason, actor }: CompiledRule,
  { n, pinned, zone }: StageBlock,
  { moved }: RuleRequest,
): Intent | null {
  if (pinned !== null) return null;
  if (action.do === "pin") return { kind: "pin", block: n, pinned: action.at, reason, actor };
  if (action.do !== "move" || action.zone === zone || moved.has(n)) return null;
  return { kind: "zone", block: n, zone: action.zone, reason, actor };
}

function stageOnce(rule: CompiledRule, text: string, matches: Matches, { request, due }: Due): Intent[] {
  const { turn } = request.context;
  if (matches.once !== 0 && matches.once !== turn) return [];
  const newest = beginningOfNewest(rule, matches, request);
  const isAny = matches.all.some(({ block }) => block.index < newest && isWanted(rule, block, { request, due }));
  if (!isAny) return [];
  matches.once = turn;
  const { reason, actor } = rule;
  return [{ kind: "insert", behind: "tail", text, reason, actor, origin: actor }];
}

/** Whether it matches, is old enough and large enough. */
const isWanted = (rule: CompiledRule, known: KnownBlock, { request, due }: Due): boolean =>
  known.firstTurn <= due &&
  request.context.turn - known.firstTurn >= rule.leastAge &&
  request.tokensOf(known) >= rule.minTokens &&
  request.matches(rule.select, known);

/** Place from which on what matches is among the newest that are left alone. */
function beginningOfNewest({ keepNewest, select }: CompiledRule, { all }: Matches, request: RuleRequest): number {
  if (keepNewest === 0) return Number.POSITIVE_INFINITY;
  let left = keepNewest;
  for (let at = all.length - 1; at >= 0; at--)
    if (request.matches(select, all[at]!.block) && --left === 0) return all[at]!.block.index;
  return 0;
}
