import type { Agent } from "./agent.ts";
import type { Outcome } from "./drive.ts";
import { normalise, normalisedRequest } from "./normalise.ts";
import type { Scenario } from "./scenario.ts";

/** How the run through Aperture differs from the direct one, and from what the scenario promises; empty when it does not. */
export function differences(agent: Agent, scenario: Scenario, direct: Outcome, proxied: Outcome): string[] {
  const found: string[] = [];
  const same = (what: string, one: string, other: string) => {
    if (one !== other) found.push(`${what} differs: ${firstDifference(one, other)}`);
  };
  same("exit code", String(direct.exit), String(proxied.exit));
  same("stdout", normalise(direct.stdout), normalise(proxied.stdout));
  same("files", JSON.stringify(direct.files), JSON.stringify(proxied.files));
  const [mine, theirs] = [sequences(agent, direct), sequences(agent, proxied)];
  for (const kind of ["main", "side"] as const) {
    same(`number of ${kind} requests`, String(mine[kind].length), String(theirs[kind].length));
    for (const [index, request] of mine[kind].entries()) {
      same(`${kind} request ${index + 1}`, request, theirs[kind][index] ?? "(none)");
    }
  }
  for (const [name, text] of Object.entries(scenario.files ?? {})) {
    if (direct.files[name] !== text) found.push(`the scenario itself failed: ${name} is ${direct.files[name]}`);
  }
  if (scenario.cancel && direct.closedAfter !== null && proxied.closedAfter === null) {
    found.push("the upstream's connection stays open after the signal, where the direct run closed it");
  }
  if (mine.main.length === 0) found.push("no model call arrived at all");
  return found;
}

/** Side requests run beside the others: their order among themselves and to the main ones says nothing. */
function sequences(agent: Agent, outcome: Outcome): { main: string[]; side: string[] } {
  const isMain = (request: Outcome["requests"][number]) => {
    const facts = agent.read(request);
    return facts !== undefined && !facts.side && facts.subAgent === null;
  };
  return {
    main: outcome.requests.filter(isMain).map(normalisedRequest),
    side: outcome.requests
      .filter((request) => !isMain(request))
      .map(normalisedRequest)
      .toSorted(),
  };
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const cut = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 80));
  return `at ${at}: ${cut(one)} ≠ ${cut(other)}`;
}
