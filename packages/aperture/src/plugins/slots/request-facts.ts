import type { PipelineInput } from "@aperture/engine/pipeline/pipeline-run";
import type { StageContext } from "@aperture/engine/stage/stage";
import type { RequestFacts } from "@aperture/host/border/calls";
import type { DialectId, Usage } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import type { TurnRecord } from "../../store/records.ts";

export interface RequestFactsParts {
  readonly store: Pick<Store, "sessions" | "lanes" | "turns">;
  /** Mode of a session as it applies now. */
  readonly modeOf: (session: number) => string;
  /** USD per million tokens, or null. */
  readonly pricesOf: (model: string | null, dialect: DialectId) => RequestFacts["prices"];
}

export interface RequestFactsOf {
  /** Of a request on its way. What does not change there is looked up once, however many plugins there are. */
  request(input: PipelineInput, context: StageContext): RequestFacts;
  /** Of a turn that is stored; `limit` is not known any more. */
  turn(turn: TurnRecord): RequestFacts;
}

type Lasting = Omit<RequestFacts, "tokens" | "limit" | "cold">;
interface Asked {
  readonly session: number;
  readonly lane: number;
  readonly turn: number;
  readonly at: number;
  readonly model: string | null;
  readonly dialect: DialectId;
  readonly lastUsage: Usage | null;
  readonly maxOutputTokens: number | null;
  readonly stream: boolean;
  readonly tools: boolean;
}

/** What plugins may know of a request beside its blocks. */
export function createRequestFacts({ store, modeOf, pricesOf }: RequestFactsParts): RequestFactsOf {
  const known = new WeakMap<PipelineInput, Lasting>();

  function lasting({ session, lane, ...asked }: Asked): Lasting {
    const record = store.sessions.get(session);
    const isSide = store.lanes.ofSession(session).some(({ n, kind }) => n === lane && kind === "side");
    return {
      session: `session-${session}`,
      lane: `lane-${lane}`,
      laneKind: isSide ? "side" : "main",
      agent: record?.client ?? "unknown",
      project: record?.project ?? null,
      dialect: asked.dialect,
      model: asked.model,
      turn: asked.turn,
      now: asked.at,
      mode: modeOf(session),
      sampling: {
        temperature: null,
        maxOutputTokens: asked.maxOutputTokens,
        stream: asked.stream,
        tools: asked.tools,
      },
      prices: pricesOf(asked.model, asked.dialect),
      lastUsage: usageOf(asked.lastUsage),
    };
  }

  function ofInput({ session, lane, turn, now, shape, dialect }: PipelineInput): Lasting {
    const lastUsage = store.turns.ofLane(lane, 2).find(({ usage }) => usage !== null)?.usage ?? null;
    const { model, maxOutputTokens, stream, hasTools } = shape;
    const asked = { session, lane, turn, at: now, model, dialect: dialect.id, lastUsage };
    return lasting({ ...asked, maxOutputTokens, stream, tools: hasTools });
  }

  return {
    request(input, { tokens, limit, cold }) {
      const facts = known.get(input) ?? ofInput(input);
      known.set(input, facts);
      return { ...facts, tokens, limit, cold };
    },
    turn({ session, lane, number, startedAt, model, usage, maxOutputTokens }) {
      const dialect = store.sessions.get(session)?.dialect ?? "anthropic";
      const asked = { session, lane, turn: number, at: startedAt, model, dialect, lastUsage: usage, maxOutputTokens };
      const facts = lasting({ ...asked, stream: true, tools: true });
      const { input = 0, cacheRead = 0, cacheWrite = 0 } = facts.lastUsage ?? {};
      return { ...facts, tokens: input + cacheRead + cacheWrite, limit: null, cold: cacheRead === 0 };
    },
  };
}

export const usageOf = (usage: Usage | null): RequestFacts["lastUsage"] =>
  usage && {
    input: usage.input,
    output: usage.output,
    cacheRead: usage.cacheRead,
    cacheWrite: usage.cacheWrite5m + usage.cacheWrite1h,
  };
