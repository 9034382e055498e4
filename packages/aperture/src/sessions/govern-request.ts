import type { Dialect } from "@aperture/engine/dialects/dialect";
import type { Redaction } from "@aperture/engine/redaction/contract";
import { createAnswerRestorer } from "@aperture/engine/redaction/restore-answer";
import { ApertureError, type DialectId } from "@aperture/sdk";
import type { Governed, GovernedRequest } from "../control/governor/governed-request.ts";
import type { HoldableRequest } from "../control/holds.ts";
import { asItCame, type Verdict } from "../proxy/exchange.ts";
import type { Store } from "../store/contract.ts";
import { nativeBytes } from "./native-bytes.ts";
import type { Reading } from "./read-request.ts";
import type { RecordedTurn, Recording } from "./recording.ts";

/** A recorded request as the governor sees it. */
export function governedRequest(
  recording: Recording,
  reading: Reading,
  turn: RecordedTurn,
  dialect: Dialect,
): GovernedRequest {
  const { request } = recording;
  const { parts } = turn.laneHead;
  let turns: Map<number, number> | undefined;
  let remembered: Set<number> | undefined;
  return {
    session: turn.session,
    lane: turn.lane,
    turn: turn.turn,
    number: turn.number,
    at: request.at,
    dialect,
    document: reading.document,
    shape: reading.shape,
    drafts: reading.drafts,
    numbers: parts.map(({ n }) => n),
    upstreamHost: request.upstreamHost,
    credential: request.credential,
    bypass: request.bypass,
    replayed: recording.replayed,
    firstTurn(block) {
      turns ??= new Map(parts.map((part) => [part.n, part.turn]));
      return turns.get(block) ?? turn.number;
    },
    isGone(block) {
      remembered ??= new Set(turn.remembered());
      return !remembered.has(block);
    },
  };
}

/** A recorded request as whoever holds requests sees it. */
export function holdableRequest(
  store: Store,
  { identity, request }: Recording,
  { drafts }: Reading,
  { session, lane, turn }: RecordedTurn,
): HoldableRequest {
  return {
    session,
    lane,
    turn,
    isSide: store.lanes.ofSession(session).find(({ n }) => n === lane)?.kind === "side",
    identity() {
      const { key, client, agentId } = identity;
      // Blocks, as a resent request is known by (choose-lane.ts); not its session: the next try of a first request may open another.
      const blocks = drafts.map(({ draft }) => draft.hash);
      return nativeBytes.hash(JSON.stringify([key, client, agentId, request.credential, blocks]));
    },
  };
}

/** What leaves, as the proxy is told. */
export function verdictOf({ body, redactions, refusal }: Governed, dialect: DialectId): Verdict {
  if (refusal === null && body === null && redactions.length === 0) return asItCame;
  return { body, refusal, restorer: restorerOf(redactions, dialect) };
}

export function restorerOf(redactions: readonly Redaction[], dialect: DialectId): Verdict["restorer"] {
  if (redactions.length === 0) return null;
  return (contentType) => createAnswerRestorer({ dialect, redactions, contentType, port: nativeBytes });
}

/** What protects fails closed (law 4). */
export const refuseUnredacted = (reason: string): Verdict =>
  refuse(new ApertureError("redaction_impossible", { reason }));

/** Law 4: what protects cannot be passed by. `plugins`: names of stages that protect. */
export const refuseBypass = (plugins: readonly string[] = []): Verdict =>
  refuse(
    new ApertureError("bypass_refused", {
      reason:
        plugins.length > 0
          ? `${plugins.join(", ")} must see every request; \`aperture plugin disable\` lets requests pass without`
          : "values of this conversation must not leave",
    }),
  );

/** A stage that protects did not see it. */
export const refuseUnseen = (plugins: readonly string[], reason: string): Verdict =>
  refuse(
    new ApertureError("plugin_blocked", {
      reason: `${plugins.join(", ")} could not see it: ${reason}; \`aperture plugin disable\` lets requests pass without`,
    }),
  );

/** Whoever looked at a held request wants it gone. */
export const refuseDropped = (): Verdict => refuse(new ApertureError("request_dropped"));

const refuse = (refusal: ApertureError): Verdict => ({ ...asItCame, refusal });
