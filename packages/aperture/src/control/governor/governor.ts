import type { PromptPart } from "@aperture/engine/governor/baseline";
import { type Baseline, readBaseline } from "@aperture/engine/governor/baseline";
import type { Change } from "@aperture/engine/governor/change";
import { type CacheRules, cacheRules } from "@aperture/engine/governor/prices";
import { inForce } from "@aperture/engine/governor/transitions";
import { PromptPredictor } from "@aperture/engine/insight/prompt-predictor";
import { promptOf } from "@aperture/engine/pipeline/parse";
import { redactText } from "@aperture/engine/redaction/redact-text";
import { ApertureError, promptTokens } from "@aperture/sdk";
import type { GovernorView } from "../contract.ts";
import { afterAnswer, keepRuns } from "./after-answer.ts";
import { CacheBook } from "./cache-book.ts";
import { allowanceOf, decideRequest } from "./decide-request.ts";
import type { Governed, GovernedRequest } from "./governed-request.ts";
import type { Governor, GovernorOptions } from "./governor-contract.ts";
import { type LaneMemory, Recent, type SentTurn } from "./lane-memory.ts";
import { areOf, type LastEdits, lastEdits } from "./last-edits.ts";
import { LastGood } from "./last-good.ts";
import { goesNext, outlook, pendingPrice } from "./outlook.ts";
import { recallLane } from "./recall-lane.ts";
import type { SessionControls } from "./session-controls.ts";
import { alive as aliveStates } from "./session-controls.ts";
import { standingChanges } from "./standing-changes.ts";
import { storeDecision } from "./store-decision.ts";
import { TextTokens } from "./text-tokens.ts";
import { writeWarmMemory } from "./warm-memory.ts";

export type { Governor, GovernorOptions };

export function createGovernor(options: GovernorOptions): Governor {
  const { store, prices, defaults, controls, hash, now = Date.now, clock = () => performance.now() } = options;
  const caches = new CacheBook();
  const tokens = new TextTokens(store);
  const lastGood = new LastGood();
  const lanes = new Recent<LaneMemory>();
  const sentTurns = new Recent<SentTurn>();
  const predictors = new Recent<PromptPredictor>();
  const edits = new Recent<LastEdits | null>();
  let bound: Set<number> | null = null;
  /** What is known once a decision was committed: of one that failed nothing leaves. */
  const behindCommit: (() => void)[] = [];

  const boundSessions = (): Set<number> => {
    if (bound) return bound;
    const { changes, redactions, sessionSettings } = store.control;
    bound = new Set([...changes.boundSessions(), ...redactions.boundSessions()]);
    for (const name of ["mode", "budget"])
      for (const session of sessionSettings.sessionsWith(name)) if (isDemanding(session)) bound.add(session);
    return bound;
  };
  const isDemanding = (session: number): boolean => {
    const { mode, budget } = controls.settings(session);
    return mode === "auto" || budget.strategy !== "warn";
  };

  const rulesFor = (request: GovernedRequest): CacheRules =>
    cacheRules(prices, request.shape.model, request.dialect.id);
  const ownerOf = ({ upstreamHost, credential, shape }: GovernedRequest) => ({
    upstreamHost,
    credential,
    model: shape.model ?? "",
  });

  /** The lane as it was last sent; after a restart from the store, so that a warm cache is not taken for a cold one. */
  function laneBefore(session: number, lane: number): LaneMemory | undefined {
    const known = lanes.get(lane);
    if (known) return known;
    const recalled = recallLane({ store, prices, caches, tokens, controls: controls.of(session) }, session, lane);
    if (recalled) lanes.set(lane, recalled);
    return recalled;
  }

  const laneChanges = (session: number, lane: number): Change[] => controls.of(session).changesByLane.get(lane) ?? [];

  /** What left, for the next request and for this one's answer. */
  function remember(
    request: GovernedRequest,
    facts: Pick<SentTurn, "sent" | "original" | "read" | "changes" | "runs" | "holdout"> & {
      baseline: LaneMemory["baseline"];
      before: LaneMemory | undefined;
      rules: CacheRules;
    },
  ): void {
    const { sent, original, rules } = facts;
    const owner = ownerOf(request);
    const { live, shadow } = caches.of(owner);
    const shadowRead = original === sent ? facts.read : shadow.longest(original, request.at);
    live.sent(sent, rules, request.at, request.lane);
    shadow.sent(original, rules, request.at, request.lane);
    const scale = tokens.factor(request.shape.model);
    const predictor = predictors.get(request.lane) ?? new PromptPredictor();
    predictors.set(request.lane, predictor);
    sentTurns.set(request.turn, {
      session: request.session,
      lane: request.lane,
      at: request.at,
      owner,
      rules,
      sent,
      original,
      read: facts.read,
      shadowRead,
      changes: facts.changes,
      runs: facts.runs,
      holdout: facts.holdout,
      before: facts.before,
      scale,
      predictedInput: predictor.predict(sent, scale),
    });
    lanes.set(request.lane, {
      sent,
      original,
      at: request.at,
      ttl: facts.read.warm ? facts.read.ttl : rules.ttl,
      owner,
      dialect: request.dialect.id,
      rules,
      turns: request.number,
      baseline: facts.baseline && withoutBody(facts.baseline),
    });
  }

  /** The same for whoever comes after a restart. Inside a transaction. */
  function writeDown(request: GovernedRequest, { parts, settings, automatic }: Prompt): void {
    const { session, lane, turn, at } = request;
    writeWarmMemory(store, session, lane, { turn, at, ...ownerOf(request), settings, automatic, parts });
  }

  /** Through the pipeline, and into the store. `then` gets what is to be known once it has left. */
  function conclude(request: GovernedRequest, then: (learn: () => void) => void): Governed {
    const { session, lane } = request;
    const state = controls.of(session);
    const tokensOf = tokens.forModel(request.shape.model);
    const known = counted(laneChanges(session, lane), tokensOf);
    const rules = rulesFor(request);
    const before = laneBefore(session, lane);
    const result = decideRequest(request, state, known, {
      caches,
      rules,
      tokensOf,
      hash,
      steps: options.steps,
      compress: options.compress,
      clock,
      window: options.window(request.shape.model),
      sizeOf: (prompt) => predictors.get(lane)?.predict(prompt, tokens.factor(request.shape.model)) ?? null,
    });
    for (const { stage, error } of result.runs)
      if (error !== null)
        store.events.append("stage-failed", {
          sessionId: `session-${session}`,
          stage,
          message: shownError(error, state.redactions),
        });
    if (result.refusal) {
      const refusal = new ApertureError("budget_exceeded", { reason: result.refusal.reason });
      return { body: null, redactions: [], refusal };
    }
    const alive = storeDecision(store, request, result, known);
    state.changesByLane.set(lane, alive);
    if (alive.length > 0) bound?.add(session);
    const decision = result.decision!;
    const baseline = result.baseline!;
    writeDown(request, baseline.input);
    then(() => {
      edits.set(lane, lastEdits(request, result, alive));
      remember(request, {
        sent: decision.emission,
        original: baseline.original,
        read: decision.read,
        changes: decision.sent,
        runs: result.runs,
        holdout: state.holdout,
        baseline,
        before,
        rules,
      });
      const { drafts, numbers, dialect } = request;
      lastGood.remember(lane, {
        session,
        dialect: dialect.id,
        parts: drafts.map(({ draft: { key, hash: said } }, index) => ({ n: numbers[index]!, key, hash: said })),
        changes: decision.sent,
        redactions: state.redactions,
      });
    });
    return {
      body: result.edits.length === 0 ? null : result.body,
      redactions: state.redactions,
      refusal: null,
    };
  }

  return {
    lastGood,
    governs(session) {
      return boundSessions().has(session) || (options.isWanted?.(session) ?? false);
    },
    boundSessions: () => [...boundSessions()],
    governsAll: () =>
      defaults.mode === "auto" || defaults.budget.strategy !== "warn" || (options.wantsAll?.() ?? false),

    standing(session, lane) {
      if (options.wantsAll?.() || options.isWanted?.(session)) return null;
      const changes = standingChanges(controls.of(session), lane);
      const last = edits.get(lane);
      return changes && { changes, last: last && areOf(last, changes) ? last : null };
    },

    decide: (request) => conclude(request, (learn) => behindCommit.push(learn)),

    followed(request) {
      // It has left: whatever becomes of the transaction, the provider has it.
      conclude({ ...request, bypass: true }, (learn) => learn());
    },
    observed(request) {
      const rules = rulesFor(request);
      const tokensOf = tokens.forModel(request.shape.model);
      const known = request.replayed ? laneChanges(request.session, request.lane) : [];
      const redactions = request.replayed ? controls.of(request.session).redactions : [];
      const prompt = promptOf({ ...request, redactions, hash, tokensOf, rules });
      const before = laneBefore(request.session, request.lane);
      const owner = ownerOf(request);
      const baseline = readBaseline({
        ...prompt,
        model: owner.model,
        changes: known,
        isGone: () => false,
        cache: caches.of(owner).live,
        rules,
        now: request.at,
      });
      const { emission, original, warm, sent } = baseline;
      writeDown(request, prompt);
      // It has left: whatever becomes of the transaction, the provider has it.
      remember(request, {
        sent: emission,
        original,
        read: warm,
        changes: sent,
        runs: [],
        holdout: false,
        baseline,
        before,
        rules,
      });
    },

    answered(turn, outcome, usage) {
      const sent = sentTurns.take(turn);
      if (!sent) return;
      const { live, shadow } = caches.of(sent.owner);
      if (!usage) {
        // A cancelled request was read; one that failed before its answer wrote nothing.
        if (outcome === "failed") {
          live.failed(sent.sent);
          shadow.failed(sent.original);
        }
        keepRuns(store, turn, sent);
        return;
      }
      live.answered(sent.sent, usage, sent.rules, sent.at, sent.lane);
      shadow.answered(sent.original, usage, sent.rules, sent.at, sent.lane);
      const predictor = predictors.get(sent.lane);
      predictor?.learn(sent.sent, promptTokens(usage), sent.scale);
      const { accounts } = controls.of(sent.session);
      const account = accounts.get(sent.lane) ?? { saved: 0, untouched: 0 };
      accounts.set(sent.lane, account);
      afterAnswer(store, turn, sent, usage, account, predictor && predictor.perToken / sent.scale);
    },

    outlook(lane, planned) {
      const first = planned[0];
      if (first === undefined) return [];
      const session = store.blocks.get(first.anchor ?? first.block)?.session;
      const memory = session === undefined ? lanes.get(lane) : laneBefore(session, lane);
      return outlook({ ...pricing(session, lane, memory), changes: changesOfLane(lane, memory) }, planned);
    },

    pendingPrice(session) {
      const { changesByLane } = controls.of(session);
      const each = [...changesByLane.keys()].map((lane) => {
        const memory = laneBefore(session, lane);
        return pendingPrice({ ...pricing(session, lane, memory), changes: changesOfLane(lane, memory) });
      });
      return each.reduce(addPrices, {
        tokensSaved: 0,
        rewrittenTokens: 0,
        costNow: 0,
        turnsToPayBack: 0,
        estimated: true,
      });
    },

    goesNext(session) {
      const { changesByLane } = controls.of(session);
      return new Set(
        [...changesByLane.keys()].flatMap((lane) => {
          const memory = laneBefore(session, lane);
          return [...goesNext({ ...pricing(session, lane, memory), changes: changesOfLane(lane, memory) })];
        }),
      );
    },

    touched(session) {
      controls.forget(session);
      if (!bound) return;
      bound.delete(session);
      const { changes, redactions } = store.control;
      const isBound =
        changes.ofSession(session, ["pending", "applied", "undo-pending"]).length > 0 ||
        redactions.ofSession(session).length > 0 ||
        isDemanding(session);
      if (isBound) bound.add(session);
    },

    control: (session) => controls.settings(session),
    committed() {
      for (const know of behindCommit.splice(0)) know();
    },
    recall(session) {
      const { changesByLane, redactions } = controls.of(session);
      const { dialect } = store.sessions.get(session) ?? {};
      if (dialect === undefined) return;
      for (const [lane, changes] of changesByLane) {
        const blocks = lastGood.has(lane) ? undefined : store.turns.ofLane(lane, 1)[0]?.blocks;
        if (!blocks) continue;
        const sent = new Map(
          changes.filter(({ state, kind }) => inForce(state) && kind !== "redact").map((each) => [each.block, each]),
        );
        const records = new Map(store.blocks.many(blocks).map((record) => [record.n, record]));
        const parts = blocks.flatMap((n) => records.get(n) ?? []);
        lastGood.remember(lane, { session, dialect, parts, changes: sent, redactions });
      }
    },
    resent(lane, at) {
      const memory = lanes.get(lane);
      if (memory) caches.of(memory.owner).live.sent(memory.sent, memory.rules, at, lane);
    },
    rolledBack() {
      behindCommit.length = 0;
      controls.clear();
      bound = null;
    },
    forget(session) {
      controls.forget(session);
      lastGood.forget(session);
      bound?.delete(session);
    },
  };

  function changesOfLane(lane: number, memory: LaneMemory | undefined): Change[] {
    const known = store.control.changes.ofLane(lane, aliveStates).map((record) => controls.toChange(record));
    return memory ? counted(known, tokens.forModel(memory.owner.model)) : known;
  }

  function pricing(session: number | undefined, lane: number, memory: LaneMemory | undefined) {
    return {
      baseline: memory?.baseline ?? null,
      turns: memory?.turns ?? 0,
      allowance: session === undefined ? 0 : allowanceOf(controls.of(session).accounts.get(lane)),
      now: now(),
    };
  }
}

/** What a text is worth in tokens is learnt as bills come in; the text stays what it was. */
function counted(changes: readonly Change[], tokensOf: (hash: string, text: string) => number): Change[] {
  return changes.map((change) => {
    const size = tokensOf(change.hash, change.text);
    return size === change.tokens ? change : { ...change, tokens: size };
  });
}

/** What a stage throws may quote the text it read. */
const shownError = (message: string, redactions: SessionControls["redactions"]): string =>
  redactText(message, redactions).slice(0, 300);

interface Prompt {
  readonly parts: readonly PromptPart[];
  readonly settings: { readonly hash: string; readonly place: number };
  readonly automatic: boolean;
}

/** A lane is remembered for longer than the bodies of its requests are: 128 of a megabyte each would be too many. */
function withoutBody({ input: { isRefused: _, ...input }, ...baseline }: Baseline): Baseline {
  return { ...baseline, input: { ...input, isGone: () => false } };
}

const addPrices = (a: ReturnType<GovernorView["pendingPrice"]>, b: typeof a): typeof a => ({
  tokensSaved: a.tokensSaved + b.tokensSaved,
  rewrittenTokens: a.rewrittenTokens + b.rewrittenTokens,
  costNow: a.costNow + b.costNow,
  turnsToPayBack:
    a.turnsToPayBack === null || b.turnsToPayBack === null ? null : Math.max(a.turnsToPayBack, b.turnsToPayBack),
  estimated: a.estimated || b.estimated,
});
