import type { PipelineInput } from "@aperture/engine/pipeline/pipeline-run";
import type { StageContext } from "@aperture/engine/stage/stage";
import type { RequestFacts } from "@aperture/host/border/calls";
import type { Store } from "../../store/contract.ts";

export type RequestFactsOf = (input: PipelineInput, context: StageContext) => RequestFacts;

export interface RequestFactsParts {
  readonly store: Pick<Store, "sessions" | "lanes" | "turns">;
  /** Mode of a session as it applies now. */
  readonly modeOf: (session: number) => string;
}

/** What plugins may know of a request; what does not change on its way is looked up once, however many plugins there are. */
export function createRequestFacts({ store, modeOf }: RequestFactsParts): RequestFactsOf {
  const known = new WeakMap<PipelineInput, Omit<RequestFacts, "tokens" | "limit" | "cold">>();

  function factsOf(input: PipelineInput): Omit<RequestFacts, "tokens" | "limit" | "cold"> {
    const { session, lane, shape, rules } = input;
    const record = store.sessions.get(session);
    const isSide = store.lanes.ofSession(session).some(({ n, kind }) => n === lane && kind === "side");
    const last = store.turns.ofLane(lane, 2).find(({ usage }) => usage !== null)?.usage;
    return {
      session: `session-${session}`,
      lane: `lane-${lane}`,
      laneKind: isSide ? "side" : "main",
      agent: record?.client ?? "unknown",
      project: record?.project ?? null,
      dialect: input.dialect.id,
      model: shape.model,
      turn: input.turn,
      now: input.now,
      mode: modeOf(session),
      sampling: {
        temperature: null,
        maxOutputTokens: shape.maxOutputTokens,
        stream: shape.stream,
        tools: shape.hasTools,
      },
      prices: rules.usd && {
        input: rules.usd.input,
        output: rules.usd.output,
        cacheRead: rules.usd.input * rules.cacheRead,
      },
      lastUsage: last
        ? {
            input: last.input,
            output: last.output,
            cacheRead: last.cacheRead,
            cacheWrite: last.cacheWrite5m + last.cacheWrite1h,
          }
        : null,
    };
  }

  return (input, { tokens, limit, cold }) => {
    const facts = known.get(input) ?? factsOf(input);
    known.set(input, facts);
    return { ...facts, tokens, limit, cold };
  };
}
