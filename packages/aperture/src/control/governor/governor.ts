import type { PromptPart } from "@aperture/engine/governor/baseline";
import { type Baseline, readBaseline } from "@aperture/engine/governor/baseline";
import type { Change } from "@aperture/engine/governor/change";
import { type CacheRules, cacheRules } from "@aperture/engine/governor/prices";
import { inForce } from "@aperture/engine/governor/transitions";
import { PromptPredictor } from "@aperture/engine/insight/prompt-predictor";
import { promptOf } from "@aperture/engine/pipeline/parse";
import type { PipelineInput } from "@aperture/engine/pipeline/pipeline-run";
import { concludeRun, gatherIntents, runPipeline } from "@aperture/engine/pipeline/run";
import { ApertureError, promptTokens } from "@aperture/sdk";
import { keepSortedZones } from "../look-up/sorted-zones.ts";
import { afterAnswer, keepRuns } from "./after-answer.ts";
import { BoundSessions } from "./bound-sessions.ts";
import { CacheBook } from "./cache-book.ts";
import type { Governed, GovernedRequest } from "./governed-request.ts";
import type { GatheredRequest, Governor, GovernorOptions, RequestStand } from "./governor-contract.ts";
import { type LaneMemory, Recent, type SentTurn } from "./lane-memory.ts";
import { areOf, type LastEdits, lastEdits } from "./last-edits.ts";
import { LastGood } from "./last-good.ts";
import { goesNext, outlook, pendingPrice, sumOfPrices } from "./outlook.ts";
import { allowanceOf, pipelineInput } from "./pipeline-input.ts";
import { recallLane } from "./recall-lane.ts";
import { alive as aliveStates } from "./session-controls.ts";
import { tellStageErrors } from "./stage-errors.ts";
import { standingChanges } from "./standing-changes.ts";
import { storeDecision } from "./store-decision.ts";
import { counted, TextTokens } from "./text-tokens.ts";
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
  const bound = new BoundSessions(store, controls, options.profiles);
  /** What is known once a decision was committed: of one that failed nothing leaves. */
  const behindCommit: (() => void)[] = [];

  const asksOthers = (): boolean => options.others?.isLive() ?? false;

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

  const laneChanges = (session: number, lane: number): readonly Change[] =>
    controls.of(session).changesByLane.get(lane) ?? noChanges;

  /** What left, for the next request and for this one's answer. */
  function remember(
    request: GovernedRequest,
    facts: Pick<SentTurn, "sent" | "original" | "read" | "changes" | "runs" | "holdout"> & {
      baseline: LaneMemory["baseline"];
      before: LaneMemory | undefined;
      rules: CacheRules;
    },
  ): void {
    const { baseline, ...told } = facts;
    const { sent, original, rules } = told;
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
      ...told,
      shadowRead,
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
      baseline: baseline && withoutBody(baseline),
    });
  }

  /** The same for whoever comes after a restart. Inside a transaction. */
  function writeDown(request: GovernedRequest, { parts, settings, automatic }: Prompt): void {
    const { session, lane, turn, at } = request;
    writeWarmMemory(store, session, lane, { turn, at, ...ownerOf(request), settings, automatic, parts });
  }

  /** What is known of a request's lane now, and what of that its decision rests on. */
  function standOf(request: GovernedRequest, answers?: PipelineInput["answers"]): RequestStand {
    const { session, lane } = request;
    const state = controls.of(session);
    const tokensOf = tokens.forModel(request.shape.model);
    const changes = laneChanges(session, lane);
    const known = counted(changes, tokensOf);
    const rules = rulesFor(request);
    const before = laneBefore(session, lane);
    const input = pipelineInput(request, state, known, {
      caches,
      rules,
      tokensOf,
      hash,
      compress: options.compress,
      clock,
      window: options.window(request.shape.model),
      sizeOf: (prompt) => predictors.get(lane)?.predict(prompt, tokens.factor(request.shape.model)) ?? null,
      modelFacts: (model) => ({
        rules: cacheRules(prices, model, request.dialect.id),
        window: options.window(model),
      }),
      answers,
    });
    return { state, changes, known, rules, before, input };
  }

  /** Nothing that it rests on was changed while others were asked. */
  const stillStands = ({ session, lane }: GovernedRequest, { state, changes, before }: RequestStand): boolean =>
    controls.of(session) === state && laneChanges(session, lane) === changes && laneBefore(session, lane) === before;

  /** Through the pipeline, and into the store. `then` gets what is to be known once it has left. */
  function conclude(request: GovernedRequest, then: (learn: () => void) => void, gathered?: GatheredRequest): Governed {
    const { session, lane } = request;
    const goesOn = gathered !== undefined && stillStands(request, gathered.stand);
    const stand = goesOn ? gathered.stand : standOf(request, gathered?.run.answers);
    const { state, known, before } = stand;
    const result = goesOn ? concludeRun(options.steps, gathered.run) : runPipeline(options.steps, stand.input);
    tellStageErrors(store, session, result.runs, state.redactions);
    if (result.refusal) {
      const refusal = new ApertureError(result.refusal.code, { reason: result.refusal.reason });
      return { body: null, redactions: [], refusal, model: null };
    }
    const { shape, rules } = result;
    const leaving = { ...request, shape };
    const alive = storeDecision(store, request, result, known);
    state.changesByLane.set(lane, alive);
    if (state.profile.isDemanding) keepSortedZones(store, session, lane, result.blocks);
    if (alive.length > 0 || state.profile.isDemanding) bound.add(session);
    const decision = result.decision!;
    const baseline = result.baseline!;
    writeDown(leaving, baseline.input);
    then(() => {
      edits.set(lane, lastEdits(request, result, alive));
      remember(leaving, {
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
      body: result.edits.length + result.fieldEdits.length === 0 ? null : result.body,
      redactions: state.redactions,
      refusal: null,
      model: shape.model,
    };
  }

  return {
    lastGood,
    governs: (session) => bound.has(session) || (options.isWanted?.(session) ?? false),
    governsNew: (tag) => options.profiles?.ofNew(tag).isDemanding ?? false,
    boundSessions: () => [...bound.all()],
    governsAll: () =>
      defaults.mode === "auto" ||
      defaults.budget.strategy !== "warn" ||
      asksOthers() ||
      (options.profiles?.demandsEverywhere ?? false) ||
      (options.wantsAll?.() ?? false),
    asksOthers,
    protecting: () => options.others?.protecting() ?? [],

    standing(session, lane) {
      if (asksOthers() || options.wantsAll?.() || options.isWanted?.(session)) return null;
      const changes = standingChanges(controls.of(session), lane);
      const last = edits.get(lane);
      return changes && { changes, last: last && areOf(last, changes) ? last : null };
    },

    async gather(request) {
      const stand = standOf(request);
      return { stand, run: await gatherIntents(options.steps, stand.input) };
    },
    decide: (request, gathered) => conclude(request, (learn) => behindCommit.push(learn), gathered),

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
      return sumOfPrices(each);
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
      bound.lookAgain(session);
    },
    libraryChanged() {
      controls.clear();
      bound.clear();
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
      bound.clear();
    },
    forget(session) {
      controls.forget(session);
      lastGood.forget(session);
      bound.remove(session);
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

/** One and the same list, so that nothing is seen to be still nothing. */
const noChanges: readonly Change[] = [];

interface Prompt {
  readonly parts: readonly PromptPart[];
  readonly settings: { readonly hash: string; readonly place: number };
  readonly automatic: boolean;
}

/** A lane is remembered for longer than the bodies of its requests are: 128 of a megabyte each would be too many. */
function withoutBody({ input: { isRefused: _, ...input }, ...baseline }: Baseline): Baseline {
  return { ...baseline, input: { ...input, isGone: () => false } };
}
