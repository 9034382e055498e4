import { setTimeout as sleep } from "node:timers/promises";
import type { ApertureClient, Session, Turn } from "@aperture/sdk";
import type { Agent } from "./agent.ts";
import type { Outcome } from "./drive.ts";
import type { Scenario } from "./scenario.ts";

export interface Recorded {
  /** What should have been recorded and was not; empty when all was. */
  readonly troubles: readonly string[];
  readonly summary: string;
}

/** Looks over the API at what Aperture recorded of one run; the daemon is fresh. */
export async function checkRecorded(
  api: ApertureClient,
  agent: Agent,
  scenario: Scenario,
  outcome: Outcome,
): Promise<Recorded> {
  // Bookkeeping of the last answer may still be under way.
  await sleep(300);
  const { sessions } = await api.sessions();
  const facts = outcome.requests.map((request) => agent.read(request)).filter((each) => each !== undefined);
  const troubles: string[] = [];
  const need = (holds: boolean, what: string) => holds || troubles.push(what);
  const main = sessions.find((session) => session.lanes.some(({ kind }) => kind === "main"));
  if (!main) return { troubles: ["no session was recorded"], summary: "" };
  const turns = (await api.turns(main.id)).turns.toReversed();
  const lanes = main.lanes;
  need(main.dialect === agent.dialect, `dialect is ${main.dialect}`);
  need(main.client === agent.client, `client is ${main.client}, not ${agent.client}`);
  if (facts.some(({ side }) => side)) {
    need(
      lanes.some(({ kind }) => kind === "side"),
      "the side request has no side lane in the session",
    );
  }
  if (scenario.delegates) {
    const agents = new Set(lanes.map(({ agentId }) => agentId)).size + sessions.length - 1;
    need(agents >= 2, "the sub-agent has no lane of its own");
  }
  const ownTurns = mainTurns(main, turns);
  troubles.push(...turnTroubles(scenario, ownTurns, outcome.exit === 0));
  const { blocks } = await api.blocks({ session: main.id, scope: "all", limit: 1_000, contentLimit: 20_000 });
  need(
    blocks.some(({ content }) => content.includes(scenario.prompt)),
    "no block holds the prompt",
  );
  if (scenario.files) {
    const roles = blocks.map(({ role }) => role);
    need(roles.filter((role) => role === "tool_use").length >= 2, "fewer than two tool_use blocks");
    need(roles.filter((role) => role === "tool_result").length >= 2, "fewer than two tool_result blocks");
  }
  return {
    troubles,
    summary: `${sessions.length} session(s), lanes ${lanes.map(({ kind }) => kind).join("+")}, ${turns.length} turns, ${blocks.length} blocks${carriedOver(ownTurns)}`,
  };
}

/** How many of the answers' blocks have the same id where the client sends them back; empty where it never does. */
function carriedOver(turns: readonly Turn[]): string {
  const answered = turns
    .slice(0, -1)
    .flatMap((turn, index) => turn.answerBlocks.map((id) => turns[index + 1]!.blocks.includes(id)));
  return answered.length === 0 ? "" : `, ${answered.filter(Boolean).length} of ${answered.length} answer blocks kept`;
}

function mainTurns(session: Session, turns: readonly Turn[]): Turn[] {
  const first = session.lanes.find(({ kind, agentId }) => kind === "main" && agentId === null) ?? session.lanes[0];
  return turns.filter(({ lane }) => lane === first?.id);
}

/** One turn per step, resends counted as attempts; what one turn's blocks were called, the next one's are called too. */
function turnTroubles(scenario: Scenario, turns: readonly Turn[], succeeded: boolean): string[] {
  const troubles: string[] = [];
  if (turns.length !== scenario.steps.length) {
    troubles.push(`${turns.length} turns of the main lane, not ${scenario.steps.length}`);
  }
  const last = turns.at(-1);
  // A client that gave up after a fault, with and without the proxy, leaves a failed turn.
  const wanted = scenario.cancel ? "cancelled" : succeeded ? "complete" : "failed";
  if (last?.outcome !== wanted) troubles.push(`the last turn's outcome is ${last?.outcome}, not ${wanted}`);
  const attempts = (scenario.faults?.length ?? 0) + 1;
  if (succeeded && last?.attempts !== attempts)
    troubles.push(`${last?.attempts} attempts were counted, not ${attempts}`);
  for (const [index, turn] of turns.entries()) {
    if (turn.outcome === "complete" && turn.answerBlocks.length === 0)
      troubles.push(`turn ${index + 1}'s answer has no blocks`);
    const next = turns[index + 1];
    const kept = next && turn.blocks.filter((id) => next.blocks.includes(id)).length / turn.blocks.length;
    if (kept !== undefined && kept < 0.9)
      troubles.push(`only ${Math.round(kept * 100)} % of turn ${index + 1}'s blocks kept their ids`);
    if (next && !turn.answerBlocks.every((id) => next.blocks.includes(id))) {
      troubles.push(`turn ${index + 1}'s answer has other ids in turn ${index + 2}`);
    }
  }
  return troubles;
}
