import { cacheRules } from "@aperture/engine/governor/prices";
import type { GrantedIn } from "@aperture/host/host/services";
import { type CapabilityOutput, type CapabilityRead, promptTokens, type Usage } from "@aperture/sdk";
import { findLane } from "../../control/look-up/find-lane.ts";
import { idOf } from "../../control/look-up/ids.ts";
import { preferredLane } from "../../control/look-up/lane-snapshot.ts";
import type { LaneRecord } from "../../store/records.ts";
import { sessionPlace } from "./find-place.ts";
import type { ServicesContext } from "./services-context.ts";

const none: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
/** Turns of a lane in which a billed one is looked for. */
const LOOK_BACK = 8;
const HOUR = 3_600_000;

/** What was billed. */
export function stateOfUsage(
  { store }: ServicesContext,
  actor: string,
  { session: name, limit }: CapabilityRead<"state.usage">,
  granted: GrantedIn,
): CapabilityOutput<"state.usage"> {
  const session = sessionPlace(store, actor, name, granted)?.session;
  if (!session) return { session: null, total: none, turns: [] };
  const lanes = new Map(store.lanes.ofSession(session.n).map((lane) => [lane.n, lane]));
  const turns = store.turns.ofSession(session.n, { limit }).map((turn) => ({
    id: idOf("turn", turn.n),
    lane: idOf("lane", turn.lane),
    laneKind: lanes.get(turn.lane)?.kind ?? "main",
    number: turn.number,
    model: turn.model,
    startedAt: new Date(turn.startedAt).toISOString(),
    duration: turn.duration,
    outcome: turn.outcome,
    stopReason: turn.stopReason,
    usage: turn.usage,
  }));
  return { session: idOf("session", session.n), total: store.turns.usageOfSession(session.n), turns };
}

export function stateOfBudget(
  { store, control }: ServicesContext,
  actor: string,
  { session: name }: CapabilityRead<"state.budget">,
  granted: GrantedIn,
): CapabilityOutput<"state.budget"> {
  const session = sessionPlace(store, actor, name, granted)?.session;
  return session ? { ...control.insight.budget(session.n), session: idOf("session", session.n) } : null;
}

export function stateOfLedger(
  { store, control }: ServicesContext,
  actor: string,
  { session: name }: CapabilityRead<"state.ledger">,
  granted: GrantedIn,
): CapabilityOutput<"state.ledger"> {
  const session = sessionPlace(store, actor, name, granted)?.session;
  return session ? control.insight.ledger(session.n) : null;
}

/** USD per million tokens; a model that is not listed has no price on any wire. */
export function stateOfPrices(
  { control }: ServicesContext,
  { model }: CapabilityRead<"state.prices">,
): CapabilityOutput<"state.prices"> {
  const { usd, cacheRead, cacheWrite5m } = cacheRules(control.prices, model, "anthropic");
  if (!usd) return null;
  return {
    input: usd.input,
    output: usd.output,
    cacheRead: usd.input * cacheRead,
    cacheWrite: usd.input * cacheWrite5m,
  };
}

/** What the provider still has of a lane's prompt, as its last bill told. */
export function stateOfCache(
  { store, control, now }: ServicesContext,
  actor: string,
  { session: name, lane: id }: CapabilityRead<"state.cache">,
  granted: GrantedIn,
): CapabilityOutput<"state.cache"> {
  const session = sessionPlace(store, actor, name, granted)?.session;
  const lanes = session ? store.lanes.ofSession(session.n) : [];
  const lane: LaneRecord | undefined =
    session && id !== undefined ? findLane(session, lanes, id) : preferredLane(lanes);
  const unknown = {
    session: session ? idOf("session", session.n) : null,
    lane: lane ? idOf("lane", lane.n) : null,
    cold: true,
    tokens: 0,
    expiresAt: null,
  };
  if (!session || !lane) return unknown;
  const turns = store.turns.ofLane(lane.n, LOOK_BACK);
  const billed = turns.find(({ usage }) => usage !== null);
  if (!billed?.usage || promptTokens(billed.usage) === 0) return unknown;
  const { usage } = billed;
  const tokens = usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
  const rules = cacheRules(control.prices, billed.model, session.dialect);
  const isHour = turns.some((turn) => (turn.usage?.cacheWrite1h ?? 0) > 0);
  const expires = billed.startedAt + (isHour ? HOUR : rules.ttl);
  const cold = tokens === 0 || expires <= now();
  return { ...unknown, cold, tokens: usage.cacheRead, expiresAt: cold ? null : new Date(expires).toISOString() };
}
